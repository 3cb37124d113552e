package io.jacinth.cluster.slots;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.election.Roles;
import io.jacinth.cluster.failure.LeaseGrants;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.DurableFacts;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Takes over what other primaries claim, and puts right who claims what is no longer theirs. */
public final class SlotClaims {
  private final ClusterState s;
  private final PacketWriter writer;
  private final Roles roles;
  private final LeaseGrants grants;

  public SlotClaims(ClusterState state, PacketWriter writer, Roles roles, LeaseGrants grants) {
    this.s = state;
    this.writer = writer;
    this.roles = roles;
    this.grants = grants;
  }

  /**
   * A primary claims slots under a config epoch. A slot changes hands if nobody holds it, or its
   * owner has a lower epoch; one we are importing moves by the user's word alone.
   */
  public void onClaim(ClusterNode sender, long epoch, SlotSet claimed) {
    if (sender.isMyself()) {
      s.log.warning("Discarding UPDATE message about myself.");
      return;
    }
    for (int slot = sender.slots.next(0); slot >= 0; slot = after(sender.slots, slot)) {
      s.slots.setNotClaimed(slot, !claimed.contains(slot));
    }
    ClusterNode ownShard = s.myself.shardPrimary();
    BitSet taken = new BitSet(SlotHash.SLOTS);
    boolean fromOwnShard = false;
    int takenFromOwnShard = 0;
    SlotSet news = claimed.minus(sender.slots);
    for (int slot = news.next(0); slot >= 0; slot = after(news, slot)) {
      ClusterNode owner = s.slots.owner(slot);
      if (s.slots.importing.containsKey(slot)
          || !(s.slots.isUnclaimed(slot) || owner == null || owner.configEpoch < epoch)) {
        continue;
      }
      taken.set(slot);
      if (owner != null && owner == ownShard) {
        fromOwnShard = true;
        takenFromOwnShard++;
      }
    }
    SlotSet lost = SlotSet.EMPTY;
    if (!taken.isEmpty()) {
      SlotSet takenSet = SlotSet.ofBits(taken);
      lost = takenSet.intersect(s.myself.slots);
      List<ClusterNode> losers = losers(sender, takenSet);
      s.slots.assign(sender, takenSet);
      s.slots.migrating.keySet().removeIf(taken::get);
      s.changedState();
      for (ClusterNode loser : losers) {
        if (loser.slots.isEmpty() && !loser.isMyself()) {
          grants.tookOver(sender, loser);
        }
      }
    }
    boolean wholeShard = takenFromOwnShard == claimed.size();
    if (fromOwnShard
        && ownShard != null
        && ownShard.slots.isEmpty()
        && (s.settings.allowReplicaMigration() || wholeShard)) {
      s.log.notice("Configuration change detected. Reconfiguring myself as a replica of " + sender);
      roles.follow(sender);
    } else if (!leaveSubReplica() && !lost.isEmpty()) {
      s.out.engine(new EngineEffect.DropSlotKeys(lost));
    }
  }

  private List<ClusterNode> losers(ClusterNode sender, SlotSet taken) {
    List<ClusterNode> losers = new ArrayList<>();
    for (ClusterNode node : s.nodes.all()) {
      if (node != sender && !node.slots.intersect(taken).isEmpty()) {
        losers.add(node);
      }
    }
    return losers;
  }

  /**
   * A replica of a replica moves up. True if that was the case. Looked at with every claim, and
   * with every cron, because its primary may step down without a claim that is news here.
   */
  public boolean leaveSubReplica() {
    ClusterNode primary = s.myself.primary;
    ClusterNode above = primary == null ? null : primary.primary;
    if (primary == null || above == null || above.isMyself()) {
      return false;
    }
    s.log.notice("I'm a sub-replica! Reconfiguring myself from " + primary.id + " to " + above.id);
    roles.follow(above);
    return true;
  }

  /** The sender, or its primary, claims a slot that has an owner with a higher epoch: tell it. */
  public void correct(ClusterNode sender, BusHeader header) {
    SlotSet claimed = header.slots();
    for (int slot = claimed.next(0); slot >= 0; slot = after(claimed, slot)) {
      ClusterNode owner = s.slots.owner(slot);
      if (owner == null || owner == sender || owner.configEpoch <= header.configEpoch()) {
        continue;
      }
      if (owner.isMyself() && !durablyOurs(slot, header.configEpoch())) {
        continue; // our own claim is not on the disk yet
      }
      s.log.verbose(
          "Node "
              + sender
              + " has old slots configuration, sending an UPDATE message about "
              + owner);
      sendUpdate(sender, owner);
      return;
    }
  }

  /**
   * The sender, a primary, tells an epoch below one it told before: it was restarted with an old
   * nodes.conf. Nobody else would correct it, for its slots are not disputed.
   */
  public void remind(ClusterNode sender, BusHeader header) {
    if (sender.isPrimary()
        && !sender.slots.isEmpty()
        && header.configEpoch() < sender.configEpoch) {
      s.log.verbose(
          "Node "
              + sender
              + " has gone back to epoch "
              + header.configEpoch()
              + ", sending an UPDATE message about itself");
      sendUpdate(sender, sender);
    }
  }

  private boolean durablyOurs(int slot, long epochBelow) {
    DurableFacts facts = s.out.durable();
    return facts.roleFlags() == NodeFlags.MASTER
        && facts.slots().contains(slot)
        && facts.configEpoch() > epochBelow;
  }

  private void sendUpdate(ClusterNode target, ClusterNode about) {
    DurableFacts own = s.out.durable();
    boolean self = about.isMyself();
    writer.send(
        target.link,
        new BusMessage.Update(
            writer.header(),
            about.id,
            self ? own.configEpoch() : about.configEpoch,
            self ? own.slots() : about.slots));
  }

  /** Somebody says our picture of a primary is old. */
  public void onUpdate(BusMessage.Update update) {
    ClusterNode node = s.nodes.get(update.nodeId());
    if (node == null || node.configEpoch >= update.nodeConfigEpoch()) {
      return;
    }
    if (node.isMyself()) {
      remember(update.nodeConfigEpoch());
      return;
    }
    s.nodes.makePrimary(node);
    node.configEpoch = update.nodeConfigEpoch();
    s.currentEpoch = Math.max(s.currentEpoch, node.configEpoch);
    s.changedState();
    onClaim(node, update.nodeConfigEpoch(), update.nodeSlots());
  }

  /** Others know this node by an epoch that its nodes.conf has lost; its slots it knows best. */
  private void remember(long epoch) {
    if (!s.myself.isPrimary()) {
      s.log.warning("Discarding UPDATE message about myself.");
      return;
    }
    s.log.warning("The others know me by epoch " + epoch + ", which my nodes.conf did not have.");
    s.myself.configEpoch = epoch;
    s.currentEpoch = Math.max(s.currentEpoch, epoch);
    s.changed();
  }

  /** The sender is no primary any more and its new primary is of the same shard. */
  public int move(ClusterNode from, ClusterNode to) {
    int count = from.slots.size();
    if (count > 0) {
      s.slots.assign(to, from.slots);
      s.changedState();
    }
    return count;
  }

  /** The sender is no primary any more. */
  public int drop(ClusterNode from) {
    int count = from.slots.size();
    if (count > 0) {
      s.slots.release(from.slots);
      s.changedState();
    }
    return count;
  }

  private static int after(SlotSet slots, int slot) {
    return slot + 1 < SlotHash.SLOTS ? slots.next(slot + 1) : -1;
  }
}
