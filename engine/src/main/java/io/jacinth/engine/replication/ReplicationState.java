package io.jacinth.engine.replication;

import io.jacinth.resp.ReplyBuffer.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The role of this node, the names of the history it holds, and the two ends of its stream.
 *
 * <p>A history is named by {@code replId}; {@code replId2} with {@code secondOffset} names the
 * history this one continues: up to that offset both are the same, so replicas of the old primary
 * can continue with the promoted one without a full resynchronisation.
 */
public final class ReplicationState {
  private final RandomGenerator random;
  private final System.Logger log;
  private final ReplicationLog stream;
  private final List<ConnectedReplica> replicas = new ArrayList<>();
  private final List<ConnectedReplica> replicasView = Collections.unmodifiableList(replicas);
  private String replId;
  private String replId2 = ReplicationId.NONE;
  private long secondOffset = -1;
  private String primaryHost = "";
  private int primaryPort;
  private @Nullable PrimaryLinkState link;
  private boolean historyLost;

  public ReplicationState(long backlogSizeBytes, RandomGenerator random, System.Logger log) {
    this.random = random;
    this.log = log;
    this.stream = new ReplicationLog(backlogSizeBytes);
    this.replId = ReplicationId.fresh(random);
  }

  public ReplicationLog stream() {
    return stream;
  }

  public boolean isReplica() {
    return link != null;
  }

  /** The primary's address; empty on a primary. */
  public String primaryHost() {
    return primaryHost;
  }

  public int primaryPort() {
    return primaryPort;
  }

  /** The link to the primary, or null on a primary. */
  public @Nullable PrimaryLinkState link() {
    return link;
  }

  /** A replica whose stream is not up: the MASTERDOWN gate when stale data is not to be served. */
  public boolean isLinkDown() {
    PrimaryLinkState here = link;
    return here != null && !here.isUp();
  }

  public String replId() {
    return replId;
  }

  public String replId2() {
    return replId2;
  }

  /** Up to where {@code replId2} is valid, or -1. */
  public long secondOffset() {
    return secondOffset;
  }

  /** Written as a primary, applied as a replica. */
  public long offset() {
    return stream.endOffset();
  }

  /** Connected replicas in the order they came. */
  public List<ConnectedReplica> replicas() {
    return replicasView;
  }

  public void addReplica(ConnectedReplica replica) {
    replicas.add(replica);
  }

  public void removeReplica(ConnectedReplica replica) {
    replicas.remove(replica);
  }

  /** Replicas that follow the stream and were heard of within the last seconds (NOREPLICAS). */
  public int goodReplicas(int maxLagSeconds, long monoMs) {
    int count = 0;
    for (ConnectedReplica replica : replicas) {
      if (replica.isOnline() && replica.lagSeconds(monoMs) <= maxLagSeconds) {
        count++;
      }
    }
    return count;
  }

  /** Replicas that acknowledged the stream up to an offset (WAIT). */
  public int replicasAt(long offset) {
    int count = 0;
    for (ConnectedReplica replica : replicas) {
      if (replica.isOnline() && replica.ackOffset() >= offset) {
        count++;
      }
    }
    return count;
  }

  /**
   * What a command wrote, in stream bytes. Does nothing on a replica, whose log receives the
   * primary's bytes as they came, and on a primary nobody has followed yet.
   */
  public void propagate(int db, byte[] bytes, int offset, int length) {
    if (link == null) {
      stream.append(db, bytes, offset, length);
    }
  }

  /** A page of a long value in the middle of such bytes. */
  public void propagate(Segment page) {
    if (link == null) {
      stream.append(page);
    } else {
      page.release();
    }
  }

  /** Whether {@link #propagate} would record anything. */
  public boolean wantsStream() {
    return link == null && stream.isActive();
  }

  /** The first replica comes: there is a history from now on, and it is a new one. */
  public void createBacklog() {
    if (stream.isActive()) {
      return;
    }
    if (link == null) {
      replId = ReplicationId.fresh(random);
      forgetSecondId();
    }
    stream.activate();
    log.log(
        System.Logger.Level.INFO,
        "Replication backlog created, my new replication IDs are '"
            + replId
            + "' and '"
            + replId2
            + "'");
  }

  /** No replica for repl-backlog-ttl: the history is given up, so it must not keep its name. */
  public void releaseBacklog() {
    replId = ReplicationId.fresh(random);
    forgetSecondId();
    stream.deactivate();
  }

  /** From now on this node follows a primary. */
  public PrimaryLinkState follow(String host, int port) {
    primaryHost = host;
    primaryPort = port;
    PrimaryLinkState fresh = new PrimaryLinkState();
    link = fresh;
    return fresh;
  }

  /** From now on this node is a primary that continues the history it holds under a new name. */
  public void promote() {
    link = null;
    primaryHost = "";
    primaryPort = 0;
    if (historyLost) {
      replId = ReplicationId.fresh(random);
      forgetSecondId();
      stream.deactivate();
      historyLost = false;
      return;
    }
    shiftId();
    // Redis writes SELECT before the first command of a promoted replica: the promoted node's own
    // writes may concern another database than the stream it applied.
    stream.forgetSelectedDb();
  }

  private void shiftId() {
    replId2 = replId;
    // The first byte that differs is the next one: a replica may ask for exactly that byte.
    secondOffset = stream.endOffset() + 1;
    replId = ReplicationId.fresh(random);
    log.log(
        System.Logger.Level.WARNING,
        "Setting secondary replication ID to "
            + replId2
            + ", valid up to offset: "
            + secondOffset
            + ". New replication ID is "
            + replId);
  }

  /** A full resynchronisation: the primary's history replaces ours. */
  public void adoptHistory(String primaryReplId, long offset) {
    replId = primaryReplId;
    forgetSecondId();
    stream.restartAt(offset);
    historyLost = false;
  }

  /** The data has been dropped for a full resynchronisation that is not complete yet. */
  public void loseHistory() {
    historyLost = true;
  }

  /** Whether the data is that of {@link #replId} at {@link #offset}: PSYNC may ask to continue. */
  public boolean hasHistory() {
    return !historyLost;
  }

  /** The primary continued our history under another name. */
  public void renameHistory(String primaryReplId) {
    replId2 = replId;
    secondOffset = stream.endOffset() + 1;
    replId = primaryReplId;
  }

  /** The history goes on under another name that nobody knows: replicas must begin anew. */
  public void changeId() {
    replId = ReplicationId.fresh(random);
    forgetSecondId();
  }

  public void forgetSecondId() {
    replId2 = ReplicationId.NONE;
    secondOffset = -1;
  }
}
