package io.jacinth.cluster.election;

import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The candidate's side: a replica whose primary has failed stands for election.
 *
 * <p>Rules and words are Redis 7.2's: wait 500 ms (the FAIL must have reached the voters), a random
 * time of up to 500 ms, and a second per replica with a better offset; then one epoch higher, one
 * request to everybody, and a majority of the primaries' votes wins.
 *
 * <p>Chosen differently, all of it visible to real nodes only as requests at other times:
 *
 * <ul>
 *   <li>The random part keeps replicas of one primary, and shards that failed together, apart, and
 *       the fixed part lets replicas tell each other their offsets. With one candidate and one
 *       failed primary there is nobody to be kept apart from: it waits 200 ms for the FAIL to
 *       spread.
 *   <li>A primary that said nothing is asked again in the same epoch four times a second. It may
 *       have learned of the FAIL late, or its vote is waiting for a slow disk. A second request
 *       cannot bring a second vote: votes are per epoch, and counted per voter.
 *   <li>When the cluster's epoch has passed ours without a win, another shard's election has made
 *       our request void; a new one is scheduled at once instead of after four node timeouts. Not
 *       if it was a replica of our own primary with as much data and a smaller id: two that both go
 *       on at once keep the votes of their own halves for ever, since a voter may vote again for
 *       whom it voted before.
 * </ul>
 */
public final class ReplicaElection {
  /** The engine reports every 100 ms. */
  private static final long BUSY_MS_MIN = 300;

  private static final int BASE_DELAY_MS = 500;
  private static final int RANDOM_DELAY_MS = 500;
  private static final int ALONE_DELAY_MS = 200;
  private static final int RANK_DELAY_MS = 1000;
  private static final long ASK_AGAIN_MS = 250;
  private static final long OVERTAKEN_MS = 500;
  private static final long RELOG_MS = 10_000;

  private final ClusterState s;
  private final PacketWriter writer;
  private final ManualFailover manual;
  private final Promotion promotion;

  private long startMonoMs = ClusterNode.NEVER;

  /** Whose place it is about: votes for one primary's slots are void for another's. */
  private @Nullable ClusterNode about;

  private boolean forUser;
  private boolean asked;
  private boolean won;
  private long epoch;
  private int rank;
  private long lastAskedMonoMs;
  private long firstAskedMonoMs;
  private final Set<String> votes = new HashSet<>();
  private String loggedReason = "";
  private long loggedMonoMs = ClusterNode.NEVER;

  public ReplicaElection(
      ClusterState state, PacketWriter writer, ManualFailover manual, Promotion promotion) {
    this.s = state;
    this.writer = writer;
    this.manual = manual;
    this.promotion = promotion;
  }

  /** When {@link #check} has something to do by itself. */
  public long dueMonoMs() {
    return startMonoMs != ClusterNode.NEVER && !asked && startMonoMs > s.monoMs
        ? startMonoMs
        : Long.MAX_VALUE;
  }

  /** Every cron, and when {@link ClusterState#checkElection} is set. */
  public void check() {
    s.checkElection = false;
    ClusterNode primary = s.myself.primary;
    boolean byUser = manual.canStart();
    if (s.myself.isPrimary()
        || primary == null
        || promotion.isPending()
        || (!primary.hasFailed() && !byUser)
        || (s.settings.replicaNoFailover() && !byUser)
        || primary.slots.isEmpty()) {
      return;
    }
    String unfit = unfit(byUser);
    if (unfit != null) {
      cannot(unfit);
      return;
    }
    long timeoutMs = Math.max(2 * s.nodeTimeoutMs(), 2000);
    long age = s.monoMs - startMonoMs;
    boolean overtaken =
        asked && !won && s.currentEpoch > epoch && age > OVERTAKEN_MS && !standsBack(primary);
    boolean anotherCause = about != primary || (byUser && !forUser);
    if (anotherCause || age > 2 * timeoutMs || overtaken || won) {
      schedule(primary, byUser);
      return;
    }
    if (!asked && !byUser) {
      updateRank(primary);
    }
    if (s.monoMs < startMonoMs) {
      cannot("Waiting the delay before I can start a new failover.");
    } else if (age > timeoutMs) {
      cannot("Failover attempt expired.");
    } else if (!asked) {
      ask();
    } else if (votes.size() >= s.quorum()) {
      s.log.notice("Failover election won: I'm the new master.");
      won = true;
      promotion.begin(epoch, primary, firstAskedMonoMs);
    } else {
      askAgain();
      cannot("Waiting for votes, but majority still not reached.");
    }
  }

  /** Another replica that is no worse asks for the same votes: it goes on, we wait. */
  private boolean standsBack(ClusterNode primary) {
    for (ClusterNode node : primary.replicas) {
      boolean asks =
          !node.isMyself()
              && node.candidateMonoMs != ClusterNode.NEVER
              && s.monoMs - node.candidateMonoMs < Voting.REVOTE_TIMEOUTS * s.nodeTimeoutMs();
      if (asks
          && (node.offset > s.offset()
              || (node.offset == s.offset() && node.id.compareTo(s.myself.id) < 0))) {
        return true;
      }
    }
    return false;
  }

  private void schedule(ClusterNode primary, boolean byUser) {
    rank = byUser ? 0 : rank(primary);
    long delayMs = byUser ? 0 : delayMs(primary) + (long) rank * RANK_DELAY_MS;
    startMonoMs = s.monoMs + delayMs;
    about = primary;
    forUser = byUser;
    asked = false;
    won = false;
    votes.clear();
    s.log.notice(
        "Start of election delayed for "
            + delayMs
            + " milliseconds (rank #"
            + rank
            + ", offset "
            + s.offset()
            + ").");
    if (byUser) {
      s.checkElection = true;
    } else {
      // The other replicas learn our offset in time to stand back or go ahead.
      writer.pongTo(node -> node.primary == primary);
    }
  }

  private int delayMs(ClusterNode primary) {
    int failed = 0;
    for (ClusterNode node : s.nodes.all()) {
      if (node.isVoter() && node.hasFailed()) {
        failed++;
      }
    }
    return failed <= 1 && primary.workingReplicas() <= 1
        ? ALONE_DELAY_MS
        : BASE_DELAY_MS + s.random.nextInt(RANDOM_DELAY_MS);
  }

  /** How many replicas of the same primary have more of its data. */
  private int rank(ClusterNode primary) {
    int better = 0;
    for (ClusterNode node : primary.replicas) {
      if (!node.isMyself() && !node.has(NodeFlags.NOFAILOVER) && node.offset > s.offset()) {
        better++;
      }
    }
    return better;
  }

  private void updateRank(ClusterNode primary) {
    int newRank = rank(primary);
    if (newRank > rank) {
      long addedMs = (long) (newRank - rank) * RANK_DELAY_MS;
      startMonoMs += addedMs;
      rank = newRank;
      s.log.notice(
          "Replica rank updated to #" + newRank + ", added " + addedMs + " milliseconds of delay.");
    }
  }

  private void ask() {
    s.currentEpoch++;
    epoch = s.currentEpoch;
    // Its own vote. Once elected it is a voter, and the one it replaces has voted in this epoch.
    s.lastVoteEpoch = epoch;
    asked = true;
    lastAskedMonoMs = s.monoMs;
    firstAskedMonoMs = s.monoMs;
    s.out.saveSoon();
    s.log.notice("Starting a failover election for epoch " + epoch + ".");
    long asking = epoch;
    s.out.whenDurable(() -> {
      if (asking == epoch && asked && s.myself.isReplica() && !isOvertaken()) {
        for (ClusterNode node : s.nodes.all()) {
          if (!node.isMyself() && !node.inHandshake()) {
            sendRequest(node);
          }
        }
      }
    });
  }

  /** This node has spoken in a later epoch, and must not go back to the one it asked in. */
  private boolean isOvertaken() {
    return s.out.durable().currentEpoch() > epoch;
  }

  private void askAgain() {
    if (s.monoMs - lastAskedMonoMs < ASK_AGAIN_MS
        || isOvertaken()
        || s.out.durable().currentEpoch() < epoch) {
      return;
    }
    lastAskedMonoMs = s.monoMs;
    for (ClusterNode node : s.nodes.all()) {
      if (node.isVoter() && !node.isMyself() && !votes.contains(node.id)) {
        sendRequest(node);
      }
    }
  }

  private void sendRequest(ClusterNode node) {
    BusHeader header = writer.header();
    // Not while a manual failover merely waits for its primary: that one may be writing.
    int flags = header.messageFlags() | (manual.canStart() ? MessageFlags.FORCE_ACK : 0);
    writer.send(node.link, new BusMessage.AuthRequest(header.withEpochAndFlags(epoch, flags)));
  }

  /** A vote. It counts once per primary with slots, and only for the epoch asked for or later. */
  public void onAck(ClusterNode voter, BusHeader header) {
    if (asked && !won && voter.isVoter() && header.currentEpoch() >= epoch) {
      votes.add(voter.id);
      s.checkElection = true;
    }
  }

  private @Nullable String unfit(boolean byUser) {
    EngineReport engine = s.engine;
    if (engine == null || engine.loading()) {
      return "The data of the master has not been loaded completely.";
    }
    if (!s.engineIsAlive()) {
      return "The engine of this replica is busy and does not answer.";
    }
    if (byUser) {
      return null;
    }
    if (s.monoMs - engine.monoMs() > Math.max(BUSY_MS_MIN, s.nodeTimeoutMs() / 2)) {
      // It could not begin to serve, and what waits in its stream counts as not replicated.
      return "The engine of this replica is busy.";
    }
    ClusterNode primary = s.myself.primary;
    if (primary != null && primary.lostData && s.offset() > 0) {
      return null;
    }
    int factor = s.settings.replicaValidityFactor();
    if (engine.lastPrimaryDataMonoMs() == EngineReport.NEVER) {
      return factor == 0 ? null : tooOld();
    }
    long dataAgeMs = s.monoMs - engine.lastPrimaryDataMonoMs();
    if (dataAgeMs > s.nodeTimeoutMs()) {
      dataAgeMs -= s.nodeTimeoutMs();
    }
    long allowedMs = s.settings.replPingPeriodSeconds() * 1000L + s.nodeTimeoutMs() * factor;
    return factor != 0 && dataAgeMs > allowedMs ? tooOld() : null;
  }

  private static String tooOld() {
    return "Disconnected from master for longer than allowed. Please check the"
        + " 'cluster-replica-validity-factor' configuration option.";
  }

  private void cannot(String reason) {
    if (!reason.equals(loggedReason) || s.monoMs - loggedMonoMs > RELOG_MS) {
      boolean first = !reason.equals(loggedReason);
      loggedReason = reason;
      loggedMonoMs = s.monoMs;
      // Waiting is normal: it becomes news only when it goes on.
      if (!first || !reason.startsWith("Waiting")) {
        s.log.notice("Currently unable to failover: " + reason);
      }
    }
  }
}
