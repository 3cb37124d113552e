package io.jacinth.engine.keyspace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the slots of one database without asking each of them: how many keys a group
 * of 128 slots holds, how many of those expire, and for every slot a time before which none of its
 * keys expires.
 *
 * <p>The counts are exact. The times are lower bounds: an expiry that is taken away or put off
 * leaves its slot's time where it was, and whoever comes to look for due keys finds none and
 * corrects it. So a write costs a comparison, and a look for due keys costs one comparison per
 * group while nothing is due, also with 16384 slots full of keys that will expire some day.
 */
final class SlotIndex {
  static final long NEVER = Long.MAX_VALUE;

  private static final int GROUP_SHIFT = 7;
  private static final int GROUP_SLOTS = 1 << GROUP_SHIFT;

  private final int slotCount;
  private final long[] keysOfGroup;
  private final long[] expiringOfGroup;
  private final long[] dueOfGroup;

  /** Made with the first key that expires. */
  private long @Nullable [] dueOfSlot;

  private long keys;
  private long expiring;

  SlotIndex(int slotCount) {
    this.slotCount = slotCount;
    int groups = (slotCount + GROUP_SLOTS - 1) >> GROUP_SHIFT;
    keysOfGroup = new long[groups];
    expiringOfGroup = new long[groups];
    dueOfGroup = new long[groups];
    Arrays.fill(dueOfGroup, NEVER);
  }

  long keys() {
    return keys;
  }

  long expiring() {
    return expiring;
  }

  void addKeys(int slot, long delta) {
    keys += delta;
    keysOfGroup[slot >> GROUP_SHIFT] += delta;
  }

  void addExpiring(int slot, long delta) {
    expiring += delta;
    expiringOfGroup[slot >> GROUP_SHIFT] += delta;
  }

  void clear() {
    keys = 0;
    expiring = 0;
    Arrays.fill(keysOfGroup, 0);
    Arrays.fill(expiringOfGroup, 0);
    Arrays.fill(dueOfGroup, NEVER);
    dueOfSlot = null;
  }

  // Choosing a slot by its weight

  /** How many keys a slot has. */
  interface SlotSize {
    int of(int slot);
  }

  /** The slot of the key with that number, counted through all slots; {@code place < keys()}. */
  int slotOfKey(long place, SlotSize size) {
    return slotOf(place, keysOfGroup, size);
  }

  /** The slot of the expiring key with that number; {@code place < expiring()}. */
  int slotOfExpiring(long place, SlotSize size) {
    return slotOf(place, expiringOfGroup, size);
  }

  private int slotOf(long place, long[] weights, SlotSize size) {
    long left = place;
    int group = 0;
    while (left >= weights[group]) {
      left -= weights[group++];
    }
    int slot = group << GROUP_SHIFT;
    for (int weight = size.of(slot); left >= weight; weight = size.of(slot)) {
      left -= weight;
      slot++;
    }
    return slot;
  }

  // Due keys

  /** A key of the slot expires then. */
  void noteExpiry(int slot, long atWallMs) {
    long[] slots = dueOfSlot;
    if (slots == null) {
      slots = new long[slotCount];
      Arrays.fill(slots, NEVER);
      dueOfSlot = slots;
    }
    if (atWallMs < slots[slot]) {
      slots[slot] = atWallMs;
      int group = slot >> GROUP_SHIFT;
      dueOfGroup[group] = Math.min(dueOfGroup[group], atWallMs);
    }
  }

  /** No key of the slot expires before that time, {@link #NEVER} when none does at all. */
  void correctDue(int slot, long earliestWallMs) {
    long[] slots = dueOfSlot;
    if (slots == null) {
      return;
    }
    slots[slot] = earliestWallMs;
    int group = slot >> GROUP_SHIFT;
    long earliest = NEVER;
    for (int i = group << GROUP_SHIFT; i < endOf(group); i++) {
      earliest = Math.min(earliest, slots[i]);
    }
    dueOfGroup[group] = earliest;
  }

  /** The first slot from {@code from} on that may have a key due before that time, or -1. */
  int nextDue(int from, long wallMs) {
    long[] slots = dueOfSlot;
    if (slots == null) {
      return -1;
    }
    int slot = from;
    while (slot < slotCount) {
      int group = slot >> GROUP_SHIFT;
      if (dueOfGroup[group] < wallMs) {
        for (; slot < endOf(group); slot++) {
          if (slots[slot] < wallMs) {
            return slot;
          }
        }
      }
      slot = endOf(group);
    }
    return -1;
  }

  private int endOf(int group) {
    return Math.min(slotCount, (group + 1) << GROUP_SHIFT);
  }
}
