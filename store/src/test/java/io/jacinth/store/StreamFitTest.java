package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The nodes of a stream: only the last one may have room to grow; which ones are taken over. */
class StreamFitTest {
  private static final StreamEdit.Words WORDS =
      new StreamEdit.Words() {
        private final byte[][] words = {bytes("field"), bytes("a value of some length")};

        @Override
        public int count() {
          return words.length;
        }

        @Override
        public byte[] array(int i) {
          return words[i];
        }

        @Override
        public int offset(int i) {
          return 0;
        }

        @Override
        public int length(int i) {
          return words[i].length;
        }
      };

  private static StreamEdit newStream(Store store, int nodeEntriesMax) {
    Draft draft = store.newDraft(bytes("stream"), 0, 6);
    StreamEdit stream = store.newStreamEdit().open(draft.site(), 4096, nodeEntriesMax);
    stream.create();
    return stream;
  }

  @Test
  void nodesGrowInStepsAndFitWhenTheyAreFull() {
    Store store = NoLeak.open();
    StreamEdit stream = newStream(store, 100);
    int blocks = 0;
    int last = Ref.NONE;
    for (int i = 0; i < 350; i++) {
      stream.append(1, i, WORDS);
      assertThat(stream.nodes.last()).isTrue();
      blocks += stream.nodes.getInt(StreamView.NODE_REF_AT) == last ? 0 : 1;
      last = stream.nodes.getInt(StreamView.NODE_REF_AT);
    }
    assertThat(blocks).isLessThan(4 * 30);
    int nodes = 0;
    for (boolean more = stream.nodes.first(); more; more = stream.nodes.next()) {
      int length = stream.nodes.getInt(StreamView.NODE_LENGTH_AT);
      int held = store.allocator.blockBytes(stream.nodes.getInt(StreamView.NODE_REF_AT));
      if (nodes++ < 3) {
        assertThat(held).isEqualTo(Allocator.roundedBytes(length));
      } else {
        assertThat(held).isGreaterThanOrEqualTo(length).isLessThan(length + length / 4);
      }
    }
    assertThat(nodes).isEqualTo(4);
  }

  /**
   * Trimming by id leaves a node behind whose last entry, deleted before, is not below the bound;
   * with no entry alive XSETID may go back, and the key of that node may come once more.
   */
  @Test
  void aNodeTakesThePlaceOfADeadOneOfTheSameKey() {
    Store store = NoLeak.open();
    StreamEdit stream = newStream(store, 2);
    stream.append(5, 0, WORDS);
    stream.append(6, 0, WORDS);
    assertThat(stream.delete(6, 0)).isTrue();
    assertThat(stream.trim(-1, 6, 0, false, 0)).isEqualTo(1);
    assertThat(stream.nodeCount()).isEqualTo(1);
    stream.setLast(1, 0);
    stream.append(5, 0, WORDS);
    assertThat(stream.nodeCount()).isEqualTo(1);
    assertThat(stream.length()).isEqualTo(1);
    assertThat(stream.find(5, 0)).isTrue();
    assertThat(stream.find(6, 0)).isFalse();
    StoreValidator.validate(store, List.of());
  }

  /** Deleting overwrites a flag's byte, so a number that takes more bytes than it needs is none. */
  @Test
  void flagsOfANodeFromOutsideStandInOneByte() {
    Store store = NoLeak.open();
    StreamEdit stream = newStream(store, 100);
    byte[] flag = {0, 1};
    assertThat(stream.addNode(1, 0, node(flag), node(flag).length)).isTrue();
    byte[] longFlag = {(byte) 0xC0, 0, 2};
    assertThat(stream.addNode(2, 0, node(longFlag), node(longFlag).length)).isFalse();
  }

  /** A node with one entry, whose flags are given with their length behind them. */
  private static byte[] node(byte[] flag) {
    byte[] head = {1, 1, 0, 1, 1, 1, (byte) 0x81, 'f', 2, 0, 1};
    byte[] rest = {0, 1, 0, 1, 1, 1, (byte) 0x81, 'f', 2, (byte) 0x81, 'v', 2, 6, 1};
    ByteBuffer node =
        ByteBuffer.allocate(Listpack.EMPTY_BYTES + head.length + flag.length + rest.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    node.putInt(node.capacity()).putShort((short) 12);
    node.put(head).put(flag).put(rest).put((byte) Listpack.END);
    return node.array();
  }
}
