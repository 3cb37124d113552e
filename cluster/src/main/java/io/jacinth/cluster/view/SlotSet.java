package io.jacinth.cluster.view;

import java.util.Arrays;
import java.util.BitSet;

/**
 * An immutable set of slots: 2 KiB of bits in the order of the bus header (slot n is bit n&amp;7 of
 * byte n/8). Shared freely between views, node tables and messages.
 */
public final class SlotSet {
  /** No slot. */
  public static final SlotSet EMPTY = new SlotSet(new long[SlotHash.SLOTS / 64], 0);

  /** Bytes of the wire form. */
  public static final int WIRE_BYTES = SlotHash.SLOTS / 8;

  private final long[] words;
  private final int count;

  private SlotSet(long[] words, int count) {
    this.words = words;
    this.count = count;
  }

  /** Every slot. */
  public static SlotSet all() {
    return EMPTY.withRange(0, SlotHash.SLOTS - 1);
  }

  /** Reads the wire form. */
  public static SlotSet fromWire(byte[] bytes, int offset) {
    long[] words = new long[SlotHash.SLOTS / 64];
    int count = 0;
    for (int i = 0; i < words.length; i++) {
      long word = 0;
      for (int b = 7; b >= 0; b--) {
        word = (word << 8) | (bytes[offset + i * 8 + b] & 0xffL);
      }
      words[i] = word;
      count += Long.bitCount(word);
    }
    return count == 0 ? EMPTY : new SlotSet(words, count);
  }

  /** The set of the bits that are set; none above 16383. */
  public static SlotSet ofBits(BitSet bits) {
    return of(Arrays.copyOf(bits.toLongArray(), SlotHash.SLOTS / 64));
  }

  /** Writes the wire form. */
  public void toWire(byte[] bytes, int offset) {
    for (int i = 0; i < words.length; i++) {
      long word = words[i];
      for (int b = 0; b < 8; b++) {
        bytes[offset + i * 8 + b] = (byte) (word >>> (8 * b));
      }
    }
  }

  public boolean contains(int slot) {
    return (words[slot >>> 6] & (1L << slot)) != 0;
  }

  /** How many slots are in the set. */
  public int size() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** The first slot at or after {@code slot} that is in the set, or -1. */
  public int next(int slot) {
    for (int i = slot; i < SlotHash.SLOTS; ) {
      long word = words[i >>> 6] >>> i;
      if (word != 0) {
        return i + Long.numberOfTrailingZeros(word);
      }
      i = (i & ~63) + 64;
    }
    return -1;
  }

  /** The last slot of the run of members that starts at {@code slot}. */
  public int runEnd(int slot) {
    int end = slot;
    while (end + 1 < SlotHash.SLOTS && contains(end + 1)) {
      end++;
    }
    return end;
  }

  public SlotSet with(int slot) {
    return contains(slot) ? this : withRange(slot, slot);
  }

  /** This set and all slots of the closed range. */
  public SlotSet withRange(int firstSlot, int lastSlot) {
    long[] copy = words.clone();
    for (int slot = firstSlot; slot <= lastSlot; slot++) {
      copy[slot >>> 6] |= 1L << slot;
    }
    return of(copy);
  }

  public SlotSet without(int slot) {
    if (!contains(slot)) {
      return this;
    }
    long[] copy = words.clone();
    copy[slot >>> 6] &= ~(1L << slot);
    return of(copy);
  }

  public SlotSet union(SlotSet other) {
    long[] copy = words.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] |= other.words[i];
    }
    return of(copy);
  }

  public SlotSet intersect(SlotSet other) {
    long[] copy = words.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] &= other.words[i];
    }
    return of(copy);
  }

  public SlotSet minus(SlotSet other) {
    long[] copy = words.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] &= ~other.words[i];
    }
    return of(copy);
  }

  private static SlotSet of(long[] words) {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count == 0 ? EMPTY : new SlotSet(words, count);
  }

  /** Ranges as {@code CLUSTER NODES} writes them: {@code "0-5460 5462"}; empty for no slot. */
  public String ranges() {
    StringBuilder text = new StringBuilder();
    for (int slot = next(0); slot >= 0; ) {
      int end = runEnd(slot);
      if (!text.isEmpty()) {
        text.append(' ');
      }
      text.append(slot);
      if (end > slot) {
        text.append('-').append(end);
      }
      slot = end + 1 < SlotHash.SLOTS ? next(end + 1) : -1;
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof SlotSet set && Arrays.equals(words, set.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return ranges();
  }
}
