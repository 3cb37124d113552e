package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/**
 * Changes parts of strings where they are: what APPEND and SETRANGE do.
 *
 * <p>A changed string is raw from then on, as in Redis, and its room is grown to twice the need (by
 * pages of 256 KiB once it is a rope), so that appending costs a constant number of copies per
 * byte.
 */
final class StringEdits {
  private final Memory memory;
  private final Allocator allocator;
  private final Values values;
  private final Entries entries;
  private final EntryWriter writer;
  private final byte[] text = new byte[Decimal.DIGITS_MAX];

  StringEdits(
      Memory memory, Allocator allocator, Values values, Entries entries, EntryWriter writer) {
    this.memory = memory;
    this.allocator = allocator;
    this.values = values;
    this.entries = entries;
    this.writer = writer;
  }

  int setRange(EntryTable table, long hash, int old, int at, byte[] src, int off, int len) {
    int entry = entries.encoding(old) == ValueTypes.ENCODING_INT ? toText(table, hash, old) : old;
    int oldLen = memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
    int newLen = Math.max(oldLen, Math.addExact(at, len));
    if (newLen > oldLen) {
      entry = extend(table, hash, entry, oldLen, newLen);
    }
    if (at > oldLen) {
      write(entry, oldLen, null, 0, at - oldLen);
    }
    write(entry, at, src, off, len);
    int place = EntryLayout.place(entries.header(entry));
    writer.describe(entry, ValueTypes.STRING, ValueTypes.ENCODING_RAW, place, newLen);
    return entry;
  }

  /** Turns a number into its decimal text. */
  private int toText(EntryTable table, long hash, int old) {
    int len = Decimal.write(entries.integerValue(old), text, 0);
    int entry = table.resize(hash, old, len, 0);
    writer.describe(
        entry, ValueTypes.STRING, ValueTypes.ENCODING_RAW, EntryLayout.PLACE_INLINE, len);
    memory.copyIn(text, 0, entry, EntryLayout.valueAt(entries.header(entry)), len);
    return entry;
  }

  /** Makes room for {@code newLen} bytes, keeps the first {@code oldLen}, notes the new length. */
  private int extend(EntryTable table, long hash, int old, int oldLen, int newLen) {
    long word = entries.header(old);
    int place = EntryLayout.place(word);
    int valueAt = EntryLayout.valueAt(word);
    if (place != EntryLayout.PLACE_INLINE) {
      int ref = values.grow(place, memory.getInt(old, valueAt), oldLen, newLen);
      note(old, Values.placeFor(Math.max(newLen, oldLen)), newLen);
      memory.setInt(old, valueAt, ref);
      return old;
    }
    if (newLen <= allocator.blockBytes(old) - valueAt) {
      note(old, EntryLayout.PLACE_INLINE, newLen);
      return old;
    }
    if (newLen <= EntryLayout.INLINE_BYTES_MAX - valueAt) {
      int area = Math.min(withReserve(oldLen, newLen), EntryLayout.INLINE_BYTES_MAX - valueAt);
      int entry = table.resize(hash, old, area, oldLen);
      note(entry, EntryLayout.PLACE_INLINE, newLen);
      return entry;
    }
    return moveOut(table, hash, old, oldLen, newLen);
  }

  /** What has grown may grow again; a value just made (SETRANGE, SETBIT) is as long as it is. */
  private static int withReserve(int oldLen, int newLen) {
    return oldLen == 0 ? newLen : 2 * newLen;
  }

  private int moveOut(EntryTable table, long hash, int old, int oldLen, int newLen) {
    boolean block = newLen <= Values.BLOCK_BYTES_MAX;
    int room = block ? Math.min(withReserve(oldLen, newLen), Values.BLOCK_BYTES_MAX) : newLen;
    int ref = values.allocate(room);
    int first = block ? ref : values.page(ref, 0);
    memory.move(old, EntryLayout.valueAt(entries.header(old)), first, 0, oldLen);
    int entry = table.resize(hash, old, EntryLayout.VALUE_REF_BYTES, 0);
    note(entry, Values.placeFor(newLen), newLen);
    memory.setInt(entry, EntryLayout.valueAt(entries.header(entry)), ref);
    return entry;
  }

  private void note(int entry, int place, int len) {
    writer.describe(entry, ValueTypes.STRING, ValueTypes.ENCODING_RAW, place, len);
  }

  private void write(int entry, int at, byte @Nullable [] src, int off, int len) {
    long word = entries.header(entry);
    int valueAt = EntryLayout.valueAt(word);
    int place = EntryLayout.place(word);
    if (place != EntryLayout.PLACE_INLINE) {
      int ref = memory.getInt(entry, valueAt);
      memory.setInt(entry, valueAt, values.write(place, ref, at, src, off, len));
    } else if (src == null) {
      memory.zero(entry, valueAt + at, len);
    } else {
      memory.copyIn(src, off, entry, valueAt + at, len);
    }
  }
}
