package io.jacinth.cluster.state;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One bus connection: dialled by us (number 0 and up) or by a peer (below 0). */
public final class Link {
  /** Pings on one link that may wait for their PONG; more are not matched. */
  private static final int MAX_UNANSWERED = 64;

  public final int number;
  public final long createdMonoMs;

  /** Of the peer, without port. */
  public final String remoteIp;

  /** Our own address on it; empty until it is up. */
  public String localIp;

  public boolean up;

  /** Whom we dialled, or who introduced itself on an inbound link. */
  public @Nullable ClusterNode node;

  private final ArrayDeque<Long> unansweredMonoMs = new ArrayDeque<>();

  public Link(
      int number, String remoteIp, String localIp, @Nullable ClusterNode node, long monoMs) {
    this.number = number;
    this.remoteIp = remoteIp;
    this.localIp = localIp;
    this.node = node;
    this.createdMonoMs = monoMs;
  }

  public boolean isInbound() {
    return number < 0;
  }

  public void pingSent(long monoMs) {
    if (unansweredMonoMs.size() < MAX_UNANSWERED) {
      unansweredMonoMs.addLast(monoMs);
    }
  }

  /**
   * A PONG came on a link we dialled: it answers the oldest ping, since a link keeps its order and
   * every ping gets one PONG.
   *
   * @return when that ping was sent, or {@link ClusterNode#NEVER}
   */
  public long pongReceived() {
    Long sent = unansweredMonoMs.pollFirst();
    return sent == null ? ClusterNode.NEVER : sent;
  }
}
