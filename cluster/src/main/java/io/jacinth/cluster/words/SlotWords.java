package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.election.Roles;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.slots.ConfigEpochs;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** ADDSLOTS, DELSLOTS and their ranges, FLUSHSLOTS, SETSLOT. */
final class SlotWords {
  private static final Answer BAD_SLOT = Words.error("Invalid or out of range slot");
  private static final Answer BAD_SETSLOT =
      Words.error("Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP");
  private static final Answer NOT_A_MASTER = Words.error("Target node is not a master");

  private final ClusterState s;
  private final PacketWriter writer;
  private final ConfigEpochs epochs;
  private final Roles roles;

  SlotWords(ClusterState state, PacketWriter writer, ConfigEpochs epochs, Roles roles) {
    this.s = state;
    this.writer = writer;
    this.epochs = epochs;
    this.roles = roles;
  }

  Answer addOrDelete(Words words, boolean delete) {
    for (int i = 1; i < words.count(); i++) {
      if (words.slot(i) < 0) {
        return BAD_SLOT;
      }
    }
    BitSet slots = new BitSet(SlotHash.SLOTS);
    for (int i = 1; i < words.count(); i++) {
      Answer problem = note(slots, words.slot(i), delete);
      if (problem != null) {
        return problem;
      }
    }
    return apply(slots, delete);
  }

  Answer addOrDeleteRanges(Words words, boolean delete) {
    if (words.count() % 2 == 0) {
      String name = delete ? "delslotsrange" : "addslotsrange";
      return Words.error("wrong number of arguments for 'cluster|" + name + "' command");
    }
    BitSet slots = new BitSet(SlotHash.SLOTS);
    for (int i = 1; i < words.count(); i += 2) {
      int first = words.slot(i);
      int last = words.slot(i + 1);
      if (first < 0 || last < 0) {
        return BAD_SLOT;
      }
      if (first > last) {
        return Words.error(
            "start slot number " + first + " is greater than end slot number " + last);
      }
      for (int slot = first; slot <= last; slot++) {
        Answer problem = note(slots, slot, delete);
        if (problem != null) {
          return problem;
        }
      }
    }
    return apply(slots, delete);
  }

  private @Nullable Answer note(BitSet slots, int slot, boolean delete) {
    boolean owned = s.slots.owner(slot) != null;
    if (delete && !owned) {
      return Words.error("Slot " + slot + " is already unassigned");
    }
    if (!delete && owned) {
      return Words.error("Slot " + slot + " is already busy");
    }
    if (slots.get(slot)) {
      return Words.error("Slot " + slot + " specified multiple times");
    }
    slots.set(slot);
    return null;
  }

  private Answer apply(BitSet bits, boolean delete) {
    SlotSet slots = SlotSet.ofBits(bits);
    if (delete) {
      s.slots.release(slots);
      s.slots.migrating.keySet().removeIf(bits::get);
    } else {
      // Setting a slot that was being imported ends the import.
      s.slots.importing.keySet().removeIf(bits::get);
      s.slots.assign(s.myself, slots);
    }
    s.changedState();
    return Answer.OK;
  }

  Answer flush(Words words) {
    if (!words.facts().keyspaceEmpty()) {
      return Words.error("DB must be empty to perform CLUSTER FLUSHSLOTS.");
    }
    s.slots.release(s.myself.slots);
    s.slots.migrating.clear();
    s.changedState();
    return Answer.OK;
  }

  /** SETSLOT slot MIGRATING|IMPORTING|NODE id, or SETSLOT slot STABLE. */
  Answer setSlot(Words words) {
    if (s.myself.isReplica()) {
      return Words.error("You can use SETSLOT only with masters.");
    }
    int slot = words.slot(1);
    if (slot < 0) {
      return BAD_SLOT;
    }
    String action = words.lower(2);
    if (action.equals("stable") && words.count() == 3) {
      s.slots.migrating.remove(slot);
      s.slots.importing.remove(slot);
      s.changedState();
      return Answer.OK;
    }
    if (words.count() != 4) {
      return BAD_SETSLOT;
    }
    ClusterNode node = s.nodes.get(words.text(3));
    return switch (action) {
      case "migrating" -> migrating(slot, node, words.text(3));
      case "importing" -> importing(slot, node, words.text(3));
      case "node" -> node(slot, node, words);
      default -> BAD_SETSLOT;
    };
  }

  private Answer migrating(int slot, @Nullable ClusterNode node, String id) {
    if (s.slots.owner(slot) != s.myself) {
      return Words.error("I'm not the owner of hash slot " + slot);
    }
    if (node == null) {
      return Words.error("I don't know about node " + id);
    }
    if (node.isReplica()) {
      return NOT_A_MASTER;
    }
    s.slots.migrating.put(slot, node);
    s.changedState();
    return Answer.OK;
  }

  private Answer importing(int slot, @Nullable ClusterNode node, String id) {
    if (s.slots.owner(slot) == s.myself) {
      return Words.error("I'm already the owner of hash slot " + slot);
    }
    if (node == null) {
      return Words.error("I don't know about node " + id);
    }
    if (node.isReplica()) {
      return NOT_A_MASTER;
    }
    s.slots.importing.put(slot, node);
    s.changedState();
    return Answer.OK;
  }

  private Answer node(int slot, @Nullable ClusterNode node, Words words) {
    if (node == null) {
      return Words.error("Unknown node " + words.text(3));
    }
    if (node.isReplica()) {
      return NOT_A_MASTER;
    }
    boolean wasMine = s.slots.owner(slot) == s.myself;
    if (wasMine && !node.isMyself() && words.facts().keysInSlot() != 0) {
      return Words.error(
          "Can't assign hashslot "
              + slot
              + " to a different node while I still hold keys for this hash slot.");
    }
    if (words.facts().keysInSlot() == 0) {
      s.slots.migrating.remove(slot);
    }
    s.slots.assign(node, SlotSet.EMPTY.with(slot));
    if (wasMine
        && !node.isMyself()
        && s.myself.slots.isEmpty()
        && s.settings.allowReplicaMigration()) {
      s.log.notice("Configuration change detected. Reconfiguring myself as a replica of " + node);
      roles.follow(node);
    }
    if (node.isMyself() && s.slots.importing.remove(slot) != null) {
      // The import is over: others must hear of it under an epoch that beats the old owner's.
      if (epochs.bump()) {
        s.log.notice("configEpoch updated after importing slot " + slot);
      }
      s.out.whenDurable(() -> writer.pongTo(other -> true));
    }
    s.changedState();
    return Answer.OK;
  }
}
