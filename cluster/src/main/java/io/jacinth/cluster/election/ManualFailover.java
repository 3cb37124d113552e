package io.jacinth.cluster.election;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;
import org.jspecify.annotations.Nullable;

/**
 * CLUSTER FAILOVER, both sides.
 *
 * <p>The replica sends MFSTART. The primary has its engine pause writes, expiry and eviction; only
 * when the engine has acknowledged with its offset do the headers carry the PAUSED flag and exactly
 * that offset (Redis pauses and flags at once, because there engine and bus are one thread). The
 * replica waits until it has applied that offset and then stands for election without delay. Both
 * sides give up after 5 s; the engine's pause ends by itself after 10 s at the latest.
 */
public final class ManualFailover {
  private static final long TIMEOUT_MS = 5000;
  private static final long PAUSE_MS = 2 * TIMEOUT_MS;
  private static final long UNKNOWN = -1;

  private final ClusterState s;
  private final PacketWriter writer;

  private long endMonoMs = ClusterNode.NEVER;

  /** On the primary: who asked. */
  private @Nullable ClusterNode requester;

  private long pauseGeneration;

  /** On the replica: the offset to reach. */
  private long targetOffset = UNKNOWN;

  private boolean canStart;
  private boolean forced;

  public ManualFailover(ClusterState state, PacketWriter writer) {
    this.s = state;
    this.writer = writer;
  }

  public boolean isRunning() {
    return endMonoMs != ClusterNode.NEVER;
  }

  /** On the replica: nothing is left to wait for. */
  public boolean canStart() {
    return isRunning() && canStart;
  }

  /** Until when the primary is paused at least. */
  long promotionDeadlineMonoMs() {
    return endMonoMs;
  }

  /** The user does not want to wait for the primary: it is not paused. */
  boolean isForced() {
    return forced;
  }

  /** Ends it, whichever side this is. */
  public void reset() {
    if (requester != null) {
      s.out.engine(new EngineEffect.ResumeWrites());
      // The pause stood in for the lease: the other may be writing since.
      s.grantsFromMonoMs = s.monoMs;
      s.checkLease = true;
    }
    endMonoMs = ClusterNode.NEVER;
    requester = null;
    pauseGeneration = 0;
    s.pausedOffset = -1;
    targetOffset = UNKNOWN;
    canStart = false;
    forced = false;
  }

  /** Replica: the user asked for it. */
  public void start(boolean force, ClusterNode primary) {
    reset();
    endMonoMs = s.monoMs + TIMEOUT_MS;
    if (force) {
      s.log.notice("Forced failover user request accepted.");
      forced = true;
      canStart = true;
      s.checkElection = true;
    } else {
      s.log.notice("Manual failover user request accepted.");
      writer.send(primary.link, new BusMessage.MfStart(writer.header()));
    }
  }

  /** Primary: one of our replicas asked for it. */
  public void onMfStart(ClusterNode sender) {
    if (sender.primary != s.myself) {
      return;
    }
    reset();
    endMonoMs = s.monoMs + TIMEOUT_MS;
    requester = sender;
    pauseGeneration = s.nextGeneration();
    s.out.engine(new EngineEffect.PauseWrites(pauseGeneration, s.monoMs + PAUSE_MS));
    s.log.notice("Manual failover requested by replica " + sender + ".");
  }

  /** Primary: the engine has paused at this offset. */
  public void onAck(EngineReport.Ack ack) {
    if (ack.generation() == pauseGeneration && requester != null && s.pausedOffset < 0) {
      s.pausedOffset = ack.offset();
      writer.ping(requester.link, BusType.PING);
    }
  }

  /** Replica: the primary may have told its final offset. */
  public void onHeader(ClusterNode sender, BusHeader header) {
    if (isRunning()
        && s.myself.isReplica()
        && s.myself.primary == sender
        && header.has(MessageFlags.PAUSED)
        && targetOffset == UNKNOWN) {
      targetOffset = header.offset();
      s.checkManualFailover = true;
      s.log.notice(
          "Received replication offset for paused master manual failover: " + targetOffset);
    }
  }

  /** Both sides, every cron and when {@link ClusterState#checkManualFailover} is set. */
  public void check() {
    s.checkManualFailover = false;
    if (!isRunning()) {
      return;
    }
    if (s.monoMs > endMonoMs) {
      s.log.notice("Manual failover timed out.");
      reset();
      return;
    }
    if (requester != null) {
      Link link = requester.link;
      if (s.pausedOffset >= 0) {
        writer.ping(link, BusType.PING);
      }
      return;
    }
    if (s.myself.isReplica()
        && !canStart
        && targetOffset != UNKNOWN
        && targetOffset == s.offset()) {
      canStart = true;
      s.checkElection = true;
      s.log.notice("All master replication stream processed, manual failover can start.");
    }
  }
}
