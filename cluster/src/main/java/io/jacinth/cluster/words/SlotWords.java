package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** ADDSLOTS and its kin, FLUSHSLOTS, SETSLOT. All or nothing: arguments are checked first. */
final class SlotWords {
  private static final int INVALID = -1;

  private final ClusterState s;
  private final Actions actions;

  SlotWords(ClusterState state, Actions actions) {
    this.s = state;
    this.actions = actions;
  }

  /** ADDSLOTS and DELSLOTS. */
  Answer each(List<String> words, boolean add) {
    BitSet chosen = new BitSet(SlotHash.SLOTS);
    for (String word : words.subList(1, words.size())) {
      int slot = slot(word);
      if (slot == INVALID) {
        return invalidSlot();
      }
      Answer wrong = choose(chosen, slot, add);
      if (wrong != null) {
        return wrong;
      }
    }
    return apply(chosen, add);
  }

  /** ADDSLOTSRANGE and DELSLOTSRANGE. */
  Answer ranges(List<String> words, boolean add) {
    if (words.size() % 2 == 0) {
      return new Answer.Error(
          "ERR wrong number of arguments for 'cluster|"
              + words.get(0).toLowerCase(Locale.ROOT)
              + "' command");
    }
    BitSet chosen = new BitSet(SlotHash.SLOTS);
    for (int i = 1; i < words.size(); i += 2) {
      int first = slot(words.get(i));
      int last = first == INVALID ? INVALID : slot(words.get(i + 1));
      if (last == INVALID) {
        return invalidSlot();
      }
      if (first > last) {
        return new Answer.Error(
            "ERR start slot number " + first + " is greater than end slot number " + last);
      }
      for (int slot = first; slot <= last; slot++) {
        Answer wrong = choose(chosen, slot, add);
        if (wrong != null) {
          return wrong;
        }
      }
    }
    return apply(chosen, add);
  }

  private @Nullable Answer choose(BitSet chosen, int slot, boolean add) {
    boolean owned = s.slots.owner(slot) != null;
    if (add && owned) {
      return new Answer.Error("ERR Slot " + slot + " is already busy");
    }
    if (!add && !owned) {
      return new Answer.Error("ERR Slot " + slot + " is already unassigned");
    }
    if (chosen.get(slot)) {
      return new Answer.Error("ERR Slot " + slot + " specified multiple times");
    }
    chosen.set(slot);
    return null;
  }

  private Answer apply(BitSet chosen, boolean add) {
    SlotSet slots = SlotSet.EMPTY;
    for (int first = chosen.nextSetBit(0); first >= 0; ) {
      int end = chosen.nextClearBit(first);
      slots = slots.withRange(first, end - 1);
      first = chosen.nextSetBit(end);
    }
    if (add) {
      for (int slot = chosen.nextSetBit(0); slot >= 0; slot = chosen.nextSetBit(slot + 1)) {
        s.slots.importing.remove(slot);
      }
      s.slots.assign(s.myself, slots);
    } else {
      s.slots.release(slots);
    }
    s.changedState();
    return Answer.OK;
  }

  Answer flush(ClusterRequest.Facts facts) {
    if (!facts.keyspaceEmpty()) {
      return new Answer.Error("ERR DB must be empty to perform CLUSTER FLUSHSLOTS.");
    }
    s.slots.release(s.myself.slots);
    s.changedState();
    return Answer.OK;
  }

  /** SETSLOT n MIGRATING|IMPORTING|NODE id, SETSLOT n STABLE. */
  Answer setSlot(List<String> words, ClusterRequest.Facts facts) {
    if (s.myself.isReplica()) {
      return new Answer.Error("ERR You can use SETSLOT only with masters.");
    }
    int slot = slot(words.get(1));
    if (slot == INVALID) {
      return invalidSlot();
    }
    String action = words.get(2).toLowerCase(Locale.ROOT) + " " + words.size();
    return switch (action) {
      case "migrating 4" -> migrating(slot, words.get(3));
      case "importing 4" -> importing(slot, words.get(3));
      case "stable 3" -> {
        s.slots.importing.remove(slot);
        s.slots.migrating.remove(slot);
        s.changedState();
        yield Answer.OK;
      }
      case "node 4" -> node(slot, words.get(3), facts);
      default ->
          new Answer.Error(
              "ERR Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP");
    };
  }

  private Answer migrating(int slot, String id) {
    if (s.slots.owner(slot) != s.myself) {
      return new Answer.Error("ERR I'm not the owner of hash slot " + slot);
    }
    ClusterNode target = s.nodes.get(id);
    Answer wrong = wrongPeer(target, id);
    if (wrong != null || target == null) {
      return wrong == null ? Answer.OK : wrong;
    }
    s.slots.migrating.put(slot, target);
    s.changedState();
    return Answer.OK;
  }

  private Answer importing(int slot, String id) {
    if (s.slots.owner(slot) == s.myself) {
      return new Answer.Error("ERR I'm already the owner of hash slot " + slot);
    }
    ClusterNode source = s.nodes.get(id);
    Answer wrong = wrongPeer(source, id);
    if (wrong != null || source == null) {
      return wrong == null ? Answer.OK : wrong;
    }
    s.slots.importing.put(slot, source);
    s.changedState();
    return Answer.OK;
  }

  private static @Nullable Answer wrongPeer(@Nullable ClusterNode peer, String id) {
    if (peer == null) {
      return new Answer.Error("ERR I don't know about node " + id);
    }
    return peer.isPrimary() ? null : new Answer.Error("ERR Target node is not a master");
  }

  private Answer node(int slot, String id, ClusterRequest.Facts facts) {
    ClusterNode owner = s.nodes.get(id);
    if (owner == null) {
      return new Answer.Error("ERR Unknown node " + id);
    }
    if (!owner.isPrimary()) {
      return new Answer.Error("ERR Target node is not a master");
    }
    boolean mine = s.slots.owner(slot) == s.myself;
    if (mine && owner != s.myself && facts.keysInSlot() != 0) {
      return new Answer.Error(
          "ERR Can't assign hashslot "
              + slot
              + " to a different node while I still hold keys for this hash slot.");
    }
    if (facts.keysInSlot() == 0) {
      s.slots.migrating.remove(slot);
    }
    s.slots.assign(owner, SlotSet.EMPTY.with(slot));
    if (mine && owner != s.myself && s.myself.slots.isEmpty()) {
      actions.lostLastSlot(owner);
    }
    if (owner == s.myself && s.slots.importing.remove(slot) != null) {
      // The slot is ours by the operator's word; a new epoch makes it win over the old owner's.
      if (actions.bumpEpoch()) {
        s.log.notice("configEpoch updated after importing slot " + slot);
      }
      actions.tellEverybody();
    }
    s.changedState();
    return Answer.OK;
  }

  private static int slot(String word) {
    Long value = Numbers.parse(word);
    return value == null || value < 0 || value >= SlotHash.SLOTS ? INVALID : value.intValue();
  }

  private static Answer invalidSlot() {
    return new Answer.Error("ERR Invalid or out of range slot");
  }
}
