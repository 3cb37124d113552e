package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the nodes of a stream take: only the last one may have room to grow. */
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

  @Test
  void nodesGrowInStepsAndFitWhenTheyAreFull() {
    Store store = NoLeak.open();
    Draft draft = store.newDraft(bytes("stream"), 0, 6);
    StreamEdit stream = store.newStreamEdit().open(draft.site(), 4096, 100);
    stream.create();
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
}
