package io.jacinth.cluster.election;

import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.view.SlotHash;
import org.jspecify.annotations.Nullable;

/**
 * The voter's side of an election: one vote per epoch, on the disk before it is on the wire.
 *
 * <p>The ack's header carries the epoch of the vote itself, not what the current epoch may have
 * grown to while the disk was busy, so that a late vote is never counted in a later election.
 * Beyond the safety rule a primary votes about the same primary only once in two node timeouts,
 * which gives the first winner time to tell; the same candidate may ask again, since its first
 * attempt failed.
 *
 * <p>A voter whose answer may still be part of the failed primary's write lease does not vote: the
 * primary lives and serves, whatever old failure reports say. That keeps a good primary in its
 * place; that no two of them write is not up to votes but to {@code failure.LeaseRule}. A primary
 * that tells that it lost its data serves nothing, and whoever held its lease is dead.
 */
public final class Voting {
  /** How long a vote binds to its candidate, in node timeouts. */
  static final int REVOTE_TIMEOUTS = 2;

  private final ClusterState s;
  private final PacketWriter writer;

  public Voting(ClusterState state, PacketWriter writer) {
    this.s = state;
    this.writer = writer;
  }

  /** A node asks for a vote; its current epoch has been taken over already. */
  public void onRequest(ClusterNode candidate, BusHeader request) {
    candidate.candidateMonoMs = s.monoMs;
    if (!s.myself.isVoter()) {
      return;
    }
    String denied = denial(candidate, request);
    if (denied != null) {
      s.log.notice("Failover auth denied to " + candidate + denied);
      return;
    }
    ClusterNode failed = candidate.primary;
    if (failed == null) {
      throw new IllegalStateException("a vote about no primary");
    }
    long epoch = request.currentEpoch();
    s.lastVoteEpoch = epoch;
    failed.votedMonoMs = s.monoMs;
    failed.votedFor = candidate.id;
    if (!request.has(MessageFlags.FORCE_ACK)) {
      failed.votedOutMonoMs = s.monoMs;
    }
    s.out.saveSoon();
    s.out.whenDurable(() -> {
      BusHeader header = writer.header();
      writer.send(
          candidate.link,
          new BusMessage.AuthAck(header.withEpochAndFlags(epoch, header.messageFlags())));
    });
    s.log.notice("Failover auth granted to " + candidate + " for epoch " + epoch);
  }

  private @Nullable String denial(ClusterNode candidate, BusHeader request) {
    long epoch = request.currentEpoch();
    if (epoch < s.currentEpoch) {
      return ": reqEpoch (" + epoch + ") < curEpoch(" + s.currentEpoch + ")";
    }
    if (s.lastVoteEpoch >= epoch) {
      return ": already voted for epoch " + s.lastVoteEpoch;
    }
    ClusterNode primary = candidate.primary;
    if (candidate.isPrimary()) {
      return " for epoch " + epoch + ": it is a master node";
    }
    if (primary == null) {
      return " for epoch " + epoch + ": I don't know its master";
    }
    boolean gone = primary.isMyself() ? s.withholdsData : primary.lostData;
    if (!primary.hasFailed() && !gone && !request.has(MessageFlags.FORCE_ACK)) {
      return " for epoch " + epoch + ": its master is up";
    }
    if (s.monoMs - primary.grantedMonoMs < s.nodeTimeoutMs()
        && s.settings.writeLease()
        && !gone
        && !request.has(MessageFlags.FORCE_ACK)) {
      return " for epoch " + epoch + ": its master may hold a write lease of ours";
    }
    long waitMs = primary.votedMonoMs + REVOTE_TIMEOUTS * s.nodeTimeoutMs() - s.monoMs;
    if (waitMs > 0 && !candidate.id.equals(primary.votedFor)) {
      return ": can't vote about this master before " + waitMs + " milliseconds";
    }
    for (int slot = request.slots().next(0); slot >= 0; ) {
      ClusterNode owner = s.slots.owner(slot);
      if (owner != null
          && !s.slots.isUnclaimed(slot)
          && owner.configEpoch > request.configEpoch()) {
        return ": slot "
            + slot
            + " epoch ("
            + owner.configEpoch
            + ") > reqEpoch ("
            + request.configEpoch()
            + ")";
      }
      slot = slot + 1 < SlotHash.SLOTS ? request.slots().next(slot + 1) : -1;
    }
    return null;
  }
}
