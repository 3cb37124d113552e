package io.jacinth.node.replication;

import io.jacinth.engine.Release;
import io.jacinth.engine.config.PersistenceOptions;
import io.jacinth.engine.persist.RdbSnapshotSink;
import io.jacinth.engine.rdb.RdbWriter;
import io.jacinth.engine.rdb.ValueCodecs;
import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.replication.ReplicationState;
import java.util.ArrayList;
import java.util.List;

/**
 * One snapshot for the replicas that were waiting when it began. Made in slices by the snapshot
 * walk and written straight to their connections; the slowest of them sets the pace.
 */
final class FullSync extends RdbSnapshotSink {
  private static final String HEX = "0123456789abcdef";
  private static final int MARK_CHARS = 40;

  private final List<ReplicaFeed> feeds;
  private final String endMark;

  private FullSync(
      List<ReplicaFeed> feeds, String endMark, RdbWriter.Options how, ValueCodecs codecs) {
    super(
        new RdbWriter(how, (bytes, offset, length) -> share(feeds, bytes, offset, length)), codecs);
    this.feeds = feeds;
    this.endMark = endMark;
  }

  private static void share(List<ReplicaFeed> feeds, byte[] bytes, int offset, int length) {
    for (int i = 0; i < feeds.size(); i++) {
      feeds.get(i).snapshotBytes(bytes, offset, length);
    }
  }

  /** Begins, between commands: this moment is the one the snapshot shows. */
  static FullSync begin(Around around, List<ReplicaFeed> waiting) {
    StringBuilder mark = new StringBuilder(MARK_CHARS);
    for (int i = 0; i < MARK_CHARS; i++) {
      mark.append(HEX.charAt(around.random().nextInt(HEX.length())));
    }
    ReplicationState state = around.state();
    ReplicationLog stream = state.stream();
    // On a primary the next command is preceded by SELECT, so any database will do here; below a
    // replica the stream goes on in the database it is in.
    if (!state.isReplica()) {
      stream.forgetSelectedDb();
    }
    int streamDb = Math.max(0, stream.selectedDb());
    RdbWriter.Options how =
        new RdbWriter.Options(
            around.config().isOn(PersistenceOptions.RDBCOMPRESSION),
            around.config().isOn(PersistenceOptions.RDBCHECKSUM));
    FullSync sync =
        new FullSync(
            new ArrayList<>(waiting), mark.toString(), how, around.engine().values().codecs());
    around.notice("Starting BGSAVE for SYNC with target: replicas sockets");
    for (ReplicaFeed feed : waiting) {
      feed.beginSnapshot(stream.cursorAt(stream.endOffset() + 1), sync.endMark);
    }
    sync.writer()
        .header(
            Release.REDIS_VERSION,
            around.engine().turn().wallMs() / 1000,
            around.engine().usedMemory(),
            new RdbWriter.ReplicationPoint(streamDb, state.replId(), state.offset()),
            false);
    return sync;
  }

  /** Drops feeds that were closed; true when none is left. */
  boolean dropClosed() {
    feeds.removeIf(ReplicaFeed::isClosed);
    return feeds.isEmpty();
  }

  @Override
  public boolean hasRoom() {
    for (int i = 0; i < feeds.size(); i++) {
      ReplicaFeed feed = feeds.get(i);
      if (!feed.isClosed() && !feed.hasRoom()) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected void finished() {
    for (ReplicaFeed feed : feeds) {
      feed.snapshotComplete(endMark);
    }
  }

  @Override
  public void aborted(String reason) {
    for (ReplicaFeed feed : feeds) {
      feed.close("Full synchronization with replica " + feed.name() + " given up: " + reason);
    }
  }
}
