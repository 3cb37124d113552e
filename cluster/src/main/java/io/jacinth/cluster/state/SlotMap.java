package io.jacinth.cluster.state;

import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which slot, and which slots are on the move. Ownership is kept twice (an owner per slot
 * and a set per node) and only changed here, a set at a time: a claim of 5461 slots makes one new
 * set per node concerned, not 5461.
 */
public final class SlotMap {
  private final @Nullable ClusterNode[] owners = new ClusterNode[SlotHash.SLOTS];

  /** Slots whose owner no longer claims them: anybody may, whatever the epoch. */
  private final BitSet notClaimed = new BitSet(SlotHash.SLOTS);

  public final SortedMap<Integer, ClusterNode> migrating = new TreeMap<>();
  public final SortedMap<Integer, ClusterNode> importing = new TreeMap<>();
  private int assigned;

  public @Nullable ClusterNode owner(int slot) {
    return owners[slot];
  }

  /** How many slots have an owner. */
  public int assigned() {
    return assigned;
  }

  public void setNotClaimed(int slot, boolean value) {
    notClaimed.set(slot, value);
  }

  /** Without an owner, or with one that does not claim it any more. */
  public boolean isUnclaimed(int slot) {
    return owners[slot] == null || notClaimed.get(slot);
  }

  /** Gives slots to a node, whoever had them. */
  public void assign(ClusterNode newOwner, SlotSet slots) {
    release(slots.minus(newOwner.slots));
    for (int slot = slots.next(0); slot >= 0; slot = after(slots, slot)) {
      if (owners[slot] == null) {
        assigned++;
      }
      owners[slot] = newOwner;
    }
    newOwner.slots = newOwner.slots.union(slots);
  }

  /** Leaves slots without an owner. */
  public void release(SlotSet slots) {
    for (int slot = slots.next(0); slot >= 0; slot = after(slots, slot)) {
      notClaimed.clear(slot);
      ClusterNode owner = owners[slot];
      if (owner != null) {
        // Everything of these slots that this owner holds goes at once.
        SlotSet kept = owner.slots.minus(slots);
        SlotSet gone = owner.slots.minus(kept);
        owner.slots = kept;
        for (int s = gone.next(0); s >= 0; s = after(gone, s)) {
          owners[s] = null;
          notClaimed.clear(s);
          assigned--;
        }
      }
    }
  }

  private static int after(SlotSet slots, int slot) {
    return slot + 1 < SlotHash.SLOTS ? slots.next(slot + 1) : -1;
  }

  /** Removes the marks that lead to a node. */
  public void closeTowards(ClusterNode node) {
    migrating.values().removeIf(peer -> peer == node);
    importing.values().removeIf(peer -> peer == node);
  }

  public void closeAll() {
    migrating.clear();
    importing.clear();
  }

  /** The two pictures of ownership must agree. */
  public void validate(NodeTable nodes) {
    @Nullable ClusterNode[] bySets = new ClusterNode[SlotHash.SLOTS];
    for (ClusterNode node : nodes.all()) {
      for (int slot = node.slots.next(0); slot >= 0; slot = after(node.slots, slot)) {
        if (bySets[slot] != null) {
          throw new IllegalStateException("slot " + slot + " in two sets");
        }
        bySets[slot] = node;
      }
    }
    if (!Arrays.equals(bySets, owners)) {
      throw new IllegalStateException("owners and sets differ");
    }
  }
}
