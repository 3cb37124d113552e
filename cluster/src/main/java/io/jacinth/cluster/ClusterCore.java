package io.jacinth.cluster;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.cluster.view.ClusterView;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The core: events in, effects out. Behaviour follows in the next commits. */
public final class ClusterCore {
  private long monoFloorMs;

  /**
   * @param restored the nodes.conf found, or null for a new node
   * @param wallMs wall clock at {@code monoMs}
   */
  public ClusterCore(
      ClusterSettings settings,
      @Nullable NodesConf restored,
      RandomGenerator random,
      System.Logger log,
      long wallMs,
      long monoMs) {
    throw new UnsupportedOperationException("follows");
  }

  /** The wall clock now; for stamps in CLUSTER NODES and gossip only. Call before each event. */
  public void setWallMs(long wallMs) {
    monoFloorMs = wallMs;
  }

  /**
   * A peer opened a link (number below 0).
   *
   * @param localIp the address it reached us at
   */
  public void onAccepted(int link, String remoteIp, String localIp, long monoMs) {}

  /** A link we dialled is open. */
  public void onLinkUp(int link, String localIp, long monoMs) {}

  /** A link is gone or could not be opened; not called for those the core closed. */
  public void onLinkDown(int link, String cause, long monoMs) {}

  public void onMessage(int link, BusMessage message, long monoMs) {}

  public void onRequest(ClusterRequest request, long monoMs) {}

  public void onEngine(EngineReport report, long monoMs) {}

  public void onPersisted(long seq, long monoMs) {}

  public void onPersistFailed(long seq, long monoMs) {}

  /** Every 100 ms. */
  public void onCron(long monoMs) {}

  public void onSettings(ClusterSettings settings, long monoMs) {}

  /** When {@link #onCron} is wanted before its next turn. */
  public long nextDeadlineMonoMs() {
    return Long.MAX_VALUE;
  }

  public void drain(ClusterEffects sink) {}

  public ClusterView view() {
    if (monoFloorMs >= 0) {
      throw new UnsupportedOperationException("follows");
    }
    return java.util.Objects.requireNonNull(null);
  }

  /** Publish after every event, through {@link io.jacinth.cluster.admin.WriteLease}. */
  public long writeLeaseUntilMonoMs() {
    return Long.MAX_VALUE;
  }

  /** This node's id. */
  public String myId() {
    return "";
  }
}
