package io.jacinth.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One element of a collection as it is read: a number, or bytes somewhere in the store. The
 * structure that is read fills it; it is valid until that structure is read on or changed. Nothing
 * is copied before it is asked for.
 */
public final class Item {
  private final Store store;
  private boolean integer;
  private long number;
  private int place;
  private int ref;
  private int at;
  private int length;
  private byte @Nullable [] array;
  private final byte[] digits = new byte[Decimal.DIGITS_MAX];

  Item(Store store) {
    this.store = store;
  }

  void setInteger(long value) {
    integer = true;
    number = value;
    place = EntryLayout.PLACE_INLINE;
  }

  /** Holds no array any more. */
  void letGo() {
    array = null;
    setInteger(0);
  }

  void setBytes(int newRef, int newAt, int newLength) {
    integer = false;
    array = null;
    place = EntryLayout.PLACE_INLINE;
    ref = newRef;
    at = newAt;
    length = newLength;
  }

  /** Bytes in an array: what is read from a copy. */
  void setArray(byte[] bytes, int newAt, int newLength) {
    integer = false;
    place = EntryLayout.PLACE_INLINE;
    array = bytes;
    at = newAt;
    length = newLength;
  }

  /** Bytes that stand alone: a block or a rope. */
  void setApart(int newRef, int newLength) {
    integer = false;
    array = null;
    place = Values.placeFor(newLength);
    ref = newRef;
    at = 0;
    length = newLength;
  }

  /** Whether it is kept as a number; its text is then the number's decimal text. */
  public boolean isInteger() {
    return integer;
  }

  /** The number; only if {@link #isInteger}. */
  public long integer() {
    return number;
  }

  /** Length of its text in bytes. */
  public int length() {
    return integer ? Decimal.length(number) : length;
  }

  /** Copies the text into an array that has room for {@link #length} bytes; returns how many. */
  public int copyTo(byte[] dst, int dstOff) {
    if (integer) {
      return Decimal.write(number, dst, dstOff);
    }
    byte[] copy = array;
    if (copy != null) {
      System.arraycopy(copy, at, dst, dstOff, length);
    } else if (place == EntryLayout.PLACE_INLINE) {
      store.memory.copyOut(ref, at, dst, dstOff, length);
    } else {
      store.values.read(place, ref, 0, dst, dstOff, length);
    }
    return length;
  }

  /** The order of its text and another, byte by byte, as memcmp has it. */
  int compareTo(byte[] bytes, int off, int len) {
    if (place != EntryLayout.PLACE_INLINE) {
      byte[] copy = bytes();
      return Arrays.compareUnsigned(copy, 0, copy.length, bytes, off, off + len);
    }
    if (integer) {
      int own = Decimal.write(number, digits, 0);
      return Arrays.compareUnsigned(digits, 0, own, bytes, off, off + len);
    }
    return store.memory.compare(ref, at, length, bytes, off, len);
  }

  /** A copy of the text. */
  public byte[] bytes() {
    byte[] copy = new byte[length()];
    copyTo(copy, 0);
    return copy;
  }

  /** How many pages it has that can be retained; 0 if it does not stand alone. */
  public int pageCount() {
    return switch (place) {
      case EntryLayout.PLACE_INLINE -> 0;
      case EntryLayout.PLACE_BLOCK -> 1;
      default -> Values.pageCount(length);
    };
  }

  /** A page of it, for {@link Entries#retainPage} and {@link Entries#pageView}. */
  public int page(int index) {
    return place == EntryLayout.PLACE_ROPE ? store.values.page(ref, index) : ref;
  }

  /** Copies part of a page. */
  public void copyPage(int index, int from, byte[] dst, int dstOff, int len) {
    store.memory.copyOut(page(index), from, dst, dstOff, len);
  }

  /** How many bytes of it are in a page. */
  public int pageLength(int index) {
    return place == EntryLayout.PLACE_ROPE ? Values.pageLength(length, index) : length;
  }
}
