package io.jacinth.node.replication;

import io.jacinth.engine.Engine;
import io.jacinth.engine.config.BufferLimit;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.persist.SnapshotWalk;
import io.jacinth.engine.replication.ConnectedReplica;
import io.jacinth.engine.replication.ReplicaOffer;
import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of this node: a feed for each, and the snapshot some of them are getting.
 *
 * <p>A replica joins by asking for the stream. If the log has the bytes it lacks its feed goes on
 * at once. Otherwise it waits; as soon as no snapshot is being made one begins for all that wait at
 * that moment, and who comes later waits for the next.
 *
 * <p>A replica may have replicas of its own, so all of this works in both roles. Only a primary
 * adds bytes of its own to the stream, PING and the question for acknowledgements: below a replica
 * the stream is passed on as it came, or offsets would no longer agree.
 *
 * <p>Feeds may close themselves at any time. They are taken out of the list between two walks over
 * it only, in {@link #dropClosed}, and the last feed of a snapshot ends the snapshot.
 */
final class ReplicaFeeds {
  private static final byte[] PING = ascii("*1\r\n$4\r\nPING\r\n");
  private static final byte[] GETACK = ascii("*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n");
  private static final long FEED_CRON_MS = 1000;

  private final Around around;
  private final ReplicationState state;
  private final List<ReplicaFeed> feeds = new ArrayList<>();
  private @Nullable SnapshotWalk walk;
  private @Nullable FullSync fullSync;
  private boolean acknowledgementsWanted;
  private long lastPingMonoMs;
  private long nextFeedCronMonoMs;
  private long withoutReplicasSinceMonoMs;
  private long logHeapBytes = Long.MAX_VALUE;

  ReplicaFeeds(Around around) {
    this.around = around;
    this.state = around.state();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Most heap bytes the log may keep for replicas that lag, beyond the backlog. */
  void limitLag(long heapBytes) {
    logHeapBytes = heapBytes;
  }

  /** The engine is there. */
  void bind(Engine engine) {
    walk = new SnapshotWalk(engine.keyspace(), around::newSpillFile, SnapshotWalk.Limits.DEFAULT);
    withoutReplicasSinceMonoMs = around.loop().monoMs();
  }

  // The loop

  /**
   * Starts and continues snapshots, sends the stream; true when there is more to do at once.
   *
   * @param budgetNanos for the snapshot
   */
  boolean beforeSleep(long budgetNanos) {
    if (acknowledgementsWanted) {
      acknowledgementsWanted = false;
      if (!feeds.isEmpty() && !state.isReplica()) {
        state.stream().append(GETACK, 0, GETACK.length);
      }
    }
    boolean more = snapshot(budgetNanos);
    BufferLimit limit = around.config().outputBufferLimits().replica();
    for (int i = 0; i < feeds.size(); i++) {
      feeds.get(i).cutIfOver(limit, logHeapBytes);
      feeds.get(i).push();
      more |= feeds.get(i).wantsPush();
    }
    dropClosed();
    return more;
  }

  private boolean snapshot(long budgetNanos) {
    SnapshotWalk here = walk;
    if (here == null) {
      return false;
    }
    if (!here.isRunning() && !around.engine().isLoading()) {
      startFullSync(here);
    }
    if (!here.isRunning()) {
      return false;
    }
    SnapshotWalk.Progress progress = here.step(around.loop()::monoNanos, budgetNanos);
    if (!here.isRunning()) {
      fullSync = null;
    }
    return progress == SnapshotWalk.Progress.WORKED;
  }

  private void startFullSync(SnapshotWalk here) {
    List<ReplicaFeed> waiting = new ArrayList<>();
    List<ReplicaFeed> filtered = new ArrayList<>();
    for (ReplicaFeed feed : feeds) {
      if (feed.isWaiting()) {
        (feed.isFiltered() ? filtered : waiting).add(feed);
      }
    }
    if (!filtered.isEmpty()) {
      FullSync.begin(around, filtered).complete(); // without keys there is nothing to walk over
    }
    if (waiting.isEmpty()) {
      return;
    }
    FullSync sync = FullSync.begin(around, waiting);
    fullSync = sync;
    here.start(List.of(sync));
  }

  /** The walk cannot keep up with what is written: commands should be taken slowly. */
  boolean slowsWriters() {
    SnapshotWalk here = walk;
    return here != null && here.isCongested();
  }

  /** At least ten times a second. */
  void cron(long monoMs) {
    pingReplicas(monoMs);
    if (monoMs >= nextFeedCronMonoMs) {
      nextFeedCronMonoMs = monoMs + FEED_CRON_MS;
      feedCron(monoMs);
    }
    dropClosed();
    releaseBacklog(monoMs);
  }

  private void pingReplicas(long monoMs) {
    long periodMs = around.config().number(ReplicationOptions.REPL_PING_REPLICA_PERIOD) * 1000;
    if (monoMs - lastPingMonoMs < periodMs) {
      return;
    }
    lastPingMonoMs = monoMs;
    // During a manual failover the offset must stand still.
    if (!state.isReplica() && !feeds.isEmpty() && !around.engine().pause().pausesWrites()) {
      state.stream().append(PING, 0, PING.length);
    }
  }

  private void feedCron(long monoMs) {
    BufferLimit limit = around.config().outputBufferLimits().replica();
    long timeoutMs = around.config().number(ReplicationOptions.REPL_TIMEOUT) * 1000;
    for (int i = 0; i < feeds.size(); i++) {
      feeds.get(i).cron(monoMs, limit, timeoutMs);
    }
  }

  private void releaseBacklog(long monoMs) {
    if (!feeds.isEmpty() || state.isReplica() || !state.stream().isActive()) {
      withoutReplicasSinceMonoMs = monoMs;
      return;
    }
    long ttlSeconds = around.config().number(ReplicationOptions.REPL_BACKLOG_TTL);
    if (ttlSeconds > 0 && monoMs - withoutReplicasSinceMonoMs > ttlSeconds * 1000) {
      state.releaseBacklog();
      around.notice(
          "Replication backlog freed after " + ttlSeconds + " seconds without connected replicas.");
    }
  }

  // Replicas come and go

  /** PSYNC or SYNC of a session, whose connection carries the stream from now on. */
  void add(
      ClientSession session,
      ReplicaOffer offer,
      ReplicaTransport transport,
      String replId,
      long nextByteOffset) {
    ConnectedReplica status = statusOf(offer, transport);
    ReplicaFeed feed = new ReplicaFeed(around, session, transport, offer, status);
    around.notice("Replica " + feed.name() + " asks for synchronization");
    session.set(SessionFlags.REPLICA);
    feeds.add(feed);
    state.addReplica(status);
    ReplicationLog.Cursor cursor =
        PartialResync.cursor(around, feed.name(), replId, nextByteOffset);
    if (cursor != null) {
      around.engine().statistics().partialSync(true);
      feed.continueAt(cursor);
      return;
    }
    if (!replId.isEmpty() && replId.charAt(0) != '?') {
      around.engine().statistics().partialSync(false);
    }
    around.engine().statistics().fullSync();
    state.createBacklog();
  }

  private ConnectedReplica statusOf(ReplicaOffer offer, ReplicaTransport transport) {
    String address = transport.remoteAddress();
    int colon = address.lastIndexOf(':');
    String ip = !offer.ip().isEmpty() ? offer.ip() : address.substring(0, Math.max(0, colon));
    return new ConnectedReplica(ip, offer.port(), around.loop().monoMs());
  }

  /** {@code REPLCONF ACK} of a session that is a replica. */
  void acknowledged(ClientSession session, long offset) {
    for (int i = 0; i < feeds.size(); i++) {
      if (feeds.get(i).session() == session) {
        feeds.get(i).acknowledged(offset);
        return;
      }
    }
  }

  /** Asks all of them how far they are, before the loop sleeps. */
  void requestAcknowledgements() {
    acknowledgementsWanted = true;
  }

  /** A session has ended; if it was a replica its feed ends with it. */
  void sessionEnded(ClientSession session) {
    if (!session.is(SessionFlags.REPLICA)) {
      return;
    }
    for (ReplicaFeed feed : feeds) {
      if (feed.session() == session && !feed.isClosed()) {
        around.notice("Connection with replica " + feed.name() + " lost.");
        feed.close("");
      }
    }
    dropClosed();
  }

  /** A connection to a replica has room again. */
  void drained(ClientSession session) {
    for (ReplicaFeed feed : feeds) {
      if (feed.session() == session) {
        feed.push();
        if (feed.wantsPush()) {
          around.loop().wake(); // all of it is on its way already
        }
      }
    }
  }

  /** The data no longer is what a snapshot under way began with, nor what the replicas have. */
  void dataIsReplaced() {
    SnapshotWalk here = walk;
    if (here != null) {
      here.abort("a full synchronization with the master replaces the data");
    }
    fullSync = null;
    closeAll();
  }

  /** Cuts all of them; they will ask again. */
  void closeAll() {
    for (ReplicaFeed feed : feeds) {
      feed.close("");
    }
    dropClosed();
  }

  private void dropClosed() {
    boolean dropped = false;
    for (int i = feeds.size() - 1; i >= 0; i--) {
      ReplicaFeed feed = feeds.get(i);
      if (feed.isClosed()) {
        feeds.remove(i);
        state.removeReplica(feed.status());
        dropped = true;
      }
    }
    FullSync sync = fullSync;
    SnapshotWalk here = walk;
    if (dropped && sync != null && here != null && sync.dropClosed()) {
      fullSync = null;
      here.leave(sync);
    }
  }

  /** Whether every replica has acknowledged everything. */
  boolean areInSync() {
    for (ConnectedReplica replica : state.replicas()) {
      if (replica.isOnline() && replica.ackOffset() < state.offset()) {
        return false;
      }
    }
    return true;
  }

  /** Sends all of them what their connections take; the node is about to stop. */
  void push() {
    for (ReplicaFeed feed : feeds) {
      feed.push();
    }
  }
}
