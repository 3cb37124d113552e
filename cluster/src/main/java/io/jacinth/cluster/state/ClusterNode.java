package io.jacinth.cluster.state;

import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node as this core knows it. All times are monotonic; {@link #NEVER} means not yet. */
public final class ClusterNode {
  public static final long NEVER = Long.MIN_VALUE / 4;

  /** Changes when a handshake learns the real id, and on a hard reset. */
  public String id;

  public String shardId;

  /** {@link NodeFlags}. */
  public int flags;

  public String ip = "";
  public int port;
  public int tlsPort;
  public int busPort;
  public String hostname = "";
  public String nodename = "";

  public long configEpoch;

  /** Owned slots; changed by {@link SlotMap} only. */
  public SlotSet slots = SlotSet.EMPTY;

  /** Set for a replica whose primary is known; changed by {@link NodeTable} only. */
  public @Nullable ClusterNode primary;

  /** Replicas of this primary; changed by {@link NodeTable} only. */
  public final List<ClusterNode> replicas = new ArrayList<>();

  /** It has started without the data of its slots and tells so. */
  public boolean lostData;

  public @Nullable Link link;
  public @Nullable Link inboundLink;

  public final long createdMonoMs;

  /** Learned while running, not from nodes.conf. */
  public boolean metInThisRun;

  /** When the oldest unanswered ping was sent; {@link #NEVER} for none. */
  public long pingSentMonoMs = NEVER;

  /** When any ping was last sent: paces the pings. */
  public long lastPingMonoMs = NEVER;

  public long pongReceivedMonoMs = NEVER;

  /** When anything was last received from it, on any link. */
  public long dataReceivedMonoMs = NEVER;

  /** The latest send time of a ping that it has answered without disputing our slots. */
  public long contactMonoMs = NEVER;

  /** The latest send time of a ping whose answer counts for our write lease. */
  public long grantMonoMs = NEVER;

  /** When we last answered a ping of its so that it counts for its write lease. */
  public long grantedMonoMs = NEVER;

  /** Before this it gets no grant, for {@link #heldFor} may live on one. */
  public long heldUntilMonoMs = NEVER;

  /** Whose place it has taken; the hold ends early when that node steps down itself. */
  public @Nullable ClusterNode heldFor;

  /** Takeovers of slots by it that are not in nodes.conf yet. */
  public int unsavedTakeovers;

  public long failMonoMs = NEVER;
  public long votedMonoMs = NEVER;

  /** When a vote was given against it while it was believed dead: it gets no grants for a while. */
  public long votedOutMonoMs = NEVER;

  /** Whom the last vote about this primary was given to. */
  public @Nullable String votedFor;

  /** When it last asked for votes. */
  public long candidateMonoMs = NEVER;

  public long orphanedMonoMs = NEVER;
  public long offset;
  public long offsetMonoMs = NEVER;

  /** It showed a shard id or is one of us: may be sent every extension. */
  public boolean takesAllExtensions;

  /** Who reports it as failing, and when. */
  public final FailReports failReports = new FailReports();

  /** Stamp of the ping whose gossip section holds it already. */
  public long gossipStamp;

  public ClusterNode(String id, String shardId, int flags, long monoMs) {
    this.id = id;
    this.shardId = shardId;
    this.flags = flags;
    this.createdMonoMs = monoMs;
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  public boolean isPrimary() {
    return has(NodeFlags.MASTER);
  }

  public boolean isReplica() {
    return has(NodeFlags.SLAVE);
  }

  public boolean inHandshake() {
    return has(NodeFlags.HANDSHAKE);
  }

  public boolean isMyself() {
    return has(NodeFlags.MYSELF);
  }

  public boolean hasFailed() {
    return has(NodeFlags.FAIL);
  }

  public boolean hasAddress() {
    return !has(NodeFlags.NOADDR);
  }

  /** A primary with slots: has a vote in elections and in failure detection. */
  public boolean isVoter() {
    return isPrimary() && !slots.isEmpty();
  }

  /** The owner of the slots this node speaks for: itself, its primary, or null. */
  public @Nullable ClusterNode shardPrimary() {
    return isPrimary() ? this : primary;
  }

  public int workingReplicas() {
    int count = 0;
    for (ClusterNode replica : replicas) {
      if (!replica.hasFailed()) {
        count++;
      }
    }
    return count;
  }

  /** {@code id (human name)}, as log lines have it since 7.2. */
  @Override
  public String toString() {
    return id + " (" + nodename + ")";
  }
}
