package io.jacinth.store;

import java.util.Arrays;

/**
 * Compressed nodes of lists: {@code list-compress-depth}. A block of
 *
 * <pre>
 *  0 bytes of the listpack it was;  4 bytes of what follows;  8 the listpack in {@link Lzf} format
 * </pre>
 *
 * An element that stands alone is compressed as the listpack of one element that Redis would have,
 * so an image takes any compressed node as it is.
 *
 * <p>The work is done in arrays that are kept: copying 8 KiB there and back takes a hundredth of
 * the time of compressing them, and array accesses are cheaper than those of a segment.
 */
final class ListCompression {
  static final int HEADER_BYTES = 8;

  /** Longer listpacks stay as they are: compressing one should not take a millisecond. */
  static final int LISTPACK_BYTES_MAX = ReadRoom.BYTES;

  /** Shorter ones are not worth it, in Redis's judgement; nor is a smaller gain. */
  private static final int LISTPACK_BYTES_MIN = 48;

  private static final int GAIN_BYTES_MIN = 8;

  private final Store store;
  private final Memory memory;
  private final Item item;
  private final Lzf lzf = new Lzf();
  private byte[] plain = new byte[8192];
  private byte[] packed = new byte[8192];

  ListCompression(Store store) {
    this.store = store;
    memory = store.memory;
    item = new Item(store);
  }

  /** Bytes of a compressed node that are in use. */
  static int bytesOf(Memory memory, int node) {
    return HEADER_BYTES + memory.getInt(node, 4);
  }

  private static byte[] atLeast(byte[] array, int bytes) {
    return array.length >= bytes ? array : new byte[Math.max(bytes, array.length * 2)];
  }

  /** The node as a compressed one, or {@link Ref#NONE} if there is no gain; it stays itself. */
  int compress(int node, int form) {
    int bytes = form == ListPages.ALONE ? elementAsListpack(node) : listpack(node);
    if (bytes < LISTPACK_BYTES_MIN) {
      return Ref.NONE;
    }
    packed = atLeast(packed, bytes);
    int size = lzf.compress(plain, 0, bytes, packed, bytes - GAIN_BYTES_MIN);
    if (size == 0 || Allocator.roundedBytes(HEADER_BYTES + size) >= Allocator.roundedBytes(bytes)) {
      return Ref.NONE;
    }
    int block = store.allocator.allocate(HEADER_BYTES + size);
    memory.setInt(block, 0, bytes);
    memory.setInt(block, 4, size);
    memory.copyIn(packed, 0, block, HEADER_BYTES, size);
    return block;
  }

  /** Copies a node's listpack; its length, 0 if it is too long. */
  private int listpack(int node) {
    int bytes = memory.getInt(node, 0);
    if (bytes > LISTPACK_BYTES_MAX) {
      return 0;
    }
    plain = atLeast(plain, bytes);
    memory.copyOut(node, 0, plain, 0, bytes);
    return bytes;
  }

  private int elementAsListpack(int node) {
    store.elements.key(node, item);
    if (item.length() + Listpack.EMPTY_BYTES + Listpack.OVERHEAD_MAX > LISTPACK_BYTES_MAX) {
      return 0;
    }
    ListpackBuilder builder = new ListpackBuilder();
    builder.text(item.bytes(), 0, item.length());
    plain = builder.toBytes();
    return plain.length;
  }

  /** A compressed node as it was before. */
  int decompress(int node, int form) {
    byte[] bytes = plain(node);
    if ((form & ListPages.ALONE) == 0) {
      int length = memory.getInt(node, 0);
      int block = store.allocator.allocate(length);
      memory.copyIn(bytes, 0, block, 0, length);
      return block;
    }
    int[] made = {Ref.NONE};
    ListpackBytes.visit(
        bytes,
        0,
        new ListpackBytes.Visitor() {
          @Override
          public void text(byte[] from, int off, int len) {
            made[0] = store.elements.create(0, from, off, len);
          }

          @Override
          public void number(long value) {
            byte[] digits = new byte[Decimal.DIGITS_MAX];
            text(digits, 0, Decimal.write(value, digits, 0));
          }
        });
    return made[0];
  }

  /** The listpack of a compressed node; valid until the next call of anything here. */
  byte[] plain(int node) {
    int length = memory.getInt(node, 0);
    int size = memory.getInt(node, 4);
    packed = atLeast(packed, size);
    plain = atLeast(plain, length);
    memory.copyOut(node, HEADER_BYTES, packed, 0, size);
    if (!Lzf.decompress(packed, 0, size, plain, 0, length)) {
      throw new IllegalStateException("a compressed node of " + length + " bytes is damaged");
    }
    return plain;
  }

  /** Checks a compressed node; its listpack. */
  byte[] check(int node) {
    int length = memory.getInt(node, 0);
    int used = bytesOf(memory, node);
    StoreValidator.check(
        used <= store.allocator.blockBytes(node), "compressed node of # bytes", used);
    StoreValidator.check(used < length, "# bytes compressed to #", length, used);
    return Arrays.copyOf(plain(node), length);
  }
}
