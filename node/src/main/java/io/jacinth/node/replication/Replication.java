package io.jacinth.node.replication;

import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.engine.Engine;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.keyspace.DatabaseFlush;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.replication.ReplicaOffer;
import io.jacinth.engine.replication.ReplicationHost;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Replication of one node: its role, and with it the {@link PrimaryLink} of a replica; its own
 * replicas are {@link ReplicaFeeds}. The engine driver calls {@link #turn} between commands, {@link
 * #beforeSleep} before it flushes, and {@link #cron}.
 *
 * <p>There is a link exactly while the node is a replica. Every change of role cuts the replicas,
 * for the history they hold may have got another name, and tells the core at once.
 */
public final class Replication implements ReplicationHost {
  /** What a session must be able to give: it may become a replica. */
  public interface Peer {
    ReplicaOffer offer();

    ReplicaTransport replicaTransport();
  }

  private final Around around;
  private final ReplicationState state;
  private final ReplicaFeeds feeds;
  private final Runnable changed;
  private @Nullable PrimaryLink link;
  private boolean passwordBorrowed;
  private boolean linkKilled;
  private boolean wasInStep;
  private long lastPrimaryDataMonoMs = EngineReport.NEVER;

  /**
   * @param changed told when the link to the primary or the role has changed, so that the core can
   *     be told at once
   */
  public Replication(
      Loop loop,
      Files files,
      Config config,
      System.Logger log,
      RandomGenerator random,
      ReplicationState state,
      Runnable changed) {
    this.around = new Around(loop, files, config, log, random, state);
    this.state = state;
    feeds = new ReplicaFeeds(around);
    this.changed = changed;
  }

  /** Most heap bytes the log may keep for replicas that lag, beyond the backlog. */
  public void limitLag(long heapBytes) {
    feeds.limitLag(heapBytes);
  }

  /** Called once the engine is there. */
  public void bind(Engine engine) {
    around.engine(engine);
    feeds.bind(engine);
    Config config = around.config();
    config.onChange(
        () -> {
          state.stream().resize(config.number(ReplicationOptions.REPL_BACKLOG_SIZE));
          return null;
        },
        ReplicationOptions.REPL_BACKLOG_SIZE);
  }

  // The loop

  /** Works on the primary's stream or snapshot; true when there is more to do at once. */
  public boolean turn(long budgetNanos) {
    PrimaryLink here = link;
    if (linkKilled && here != null) {
      here.drop();
    }
    linkKilled = false;
    return here != null && here.turn(budgetNanos);
  }

  /** CLIENT KILL: the link is cut at the next turn, and dialled again. */
  public void killLink() {
    linkKilled = true;
  }

  /**
   * Starts and continues snapshots, sends the stream; true when there is more to do at once.
   *
   * @param budgetNanos for the snapshot
   */
  public boolean beforeSleep(long budgetNanos) {
    return feeds.beforeSleep(budgetNanos);
  }

  /** A snapshot cannot keep up with what is written: commands should be taken slowly. */
  public boolean slowsWriters() {
    return feeds.slowsWriters();
  }

  /** At least ten times a second. */
  public void cron(long monoMs) {
    PrimaryLink here = link;
    if (here != null) {
      here.cron(monoMs);
      noteIfInStep();
    }
    feeds.cron(monoMs);
  }

  /** When {@link #cron} has something to do at the latest. */
  public long nextDeadlineMonoMs() {
    PrimaryLink here = link;
    return here == null ? Long.MAX_VALUE : here.nextDeadlineMonoMs();
  }

  // What a report to the core says

  public boolean isPrimaryLinkUp() {
    PrimaryLinkState facts = state.link();
    return facts != null && facts.isUp();
  }

  /** When this replica last heard from its primary; {@link EngineReport#NEVER} if it never did. */
  public long lastPrimaryDataMonoMs() {
    return wasInStep ? lastPrimaryDataMonoMs : EngineReport.NEVER;
  }

  private void noteIfInStep() {
    PrimaryLinkState facts = state.link();
    if (facts != null && facts.isUp()) {
      lastPrimaryDataMonoMs = facts.lastIoMonoMs();
      wasInStep = true;
    }
  }

  // Roles

  /** The engine becomes a primary that goes on with the history it has. */
  public void promote() {
    PrimaryLink here = link;
    if (here == null) {
      return;
    }
    here.close();
    link = null;
    wasInStep = false;
    closeFeeds();
    state.promote();
    around.notice("Discarding previously cached master state.");
    changed.run();
  }

  @Override
  public void follow(String host, int port) {
    PrimaryLink old = link;
    if (old != null && old.leadsTo(host, port)) {
      return;
    }
    if (old == null) {
      around.notice(
          "Before turning into a replica, using my own master parameters to synthesize a cached"
              + " master: I may be able to synchronize with the new master with just a partial"
              + " transfer.");
      wasInStep = false;
      if (!state.stream().isActive()) {
        state.stream().activate();
      }
    } else {
      old.close();
    }
    closeFeeds();
    if (old == null) {
      releaseWaiting();
    }
    PrimaryLink next = new PrimaryLink(around, this, state.follow(host, port), host, port);
    link = next;
    next.connect();
    changed.run();
  }

  /** Waiting for keys or replicas makes no sense on a replica; Redis ends such connections. */
  private void releaseWaiting() {
    Engine engine = around.engine();
    engine.blocking().roleChanged();
    for (ClientSession session : List.copyOf(engine.sessions().all())) {
      Parked wait = session.parked();
      if (wait != null && wait.kind() == ParkKind.REPLICAS) {
        session
            .reply()
            .error(
                "UNBLOCKED force unblock from blocking operation, instance state changed (master"
                    + " -> replica?)");
        session.set(SessionFlags.CLOSE_AFTER_REPLY);
        engine.unpark(session);
      }
    }
  }

  @Override
  public void standAlone() {
    promote();
  }

  /** CLUSTER RESET: a primary again, with or without its keys. */
  public void reset(boolean dropAllKeys) {
    promote();
    if (dropAllKeys) {
      DatabaseFlush.flushAll(around.engine().keyspace(), false);
    }
  }

  // What the link tells

  /** The data no longer is what {@code replId} names; a full synchronisation replaces it. */
  void dataIsReplaced() {
    feeds.dataIsReplaced();
    state.loseHistory();
    wasInStep = false;
  }

  /** Cuts the replicas, which will ask again. */
  void closeFeeds() {
    feeds.closeAll();
  }

  /** The link came up or was lost. */
  void linkChanged() {
    noteIfInStep();
    changed.run();
  }

  void notePasswordBorrowed() {
    if (!passwordBorrowed) {
      passwordBorrowed = true;
      around.warning(
          "masterauth is not set: using requirepass to authenticate to masters of this cluster.");
    }
  }

  // What commands and connections tell

  @Override
  public ReplicaOffer offer(ClientSession session) {
    return session.attachment() instanceof Peer peer ? peer.offer() : new ReplicaOffer();
  }

  @Override
  public void synchronize(ClientSession session, String replId, long nextByteOffset) {
    if (session.attachment() instanceof Peer peer) {
      feeds.add(session, peer.offer(), peer.replicaTransport(), replId, nextByteOffset);
    } else {
      session.reply().error("ERR this session cannot become a replica");
    }
  }

  @Override
  public void acknowledged(ClientSession session, long offset) {
    feeds.acknowledged(session, offset);
  }

  @Override
  public void acknowledgeToPrimary() {
    PrimaryLink here = link;
    if (here != null) {
      here.wantAck();
    }
  }

  @Override
  public void requestAcknowledgements() {
    feeds.requestAcknowledgements();
  }

  /** A session has ended; if it was a replica its feed ends with it. */
  public void sessionEnded(ClientSession session) {
    feeds.sessionEnded(session);
  }

  /** A connection to a replica has room again. */
  public void drained(ClientSession session) {
    feeds.drained(session);
  }

  // The end

  /** Whether every replica has acknowledged everything. */
  public boolean areReplicasInSync() {
    return feeds.areInSync();
  }

  /** Sends replicas the rest and cuts the link to the primary. */
  public void stop() {
    feeds.push();
    PrimaryLink here = link;
    if (here != null) {
      here.close();
      link = null;
    }
  }
}
