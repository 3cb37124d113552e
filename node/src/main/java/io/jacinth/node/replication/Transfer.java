package io.jacinth.node.replication;

import io.jacinth.engine.rdb.RdbFormatException;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.replication.PrimaryLinkState.Stage;
import io.jacinth.resp.QueryBuffer;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A full resynchronisation as the replica goes through it: the primary announces an image of its
 * data, the image is received ({@link Payload}), then it is loaded ({@link DataLoad}).
 *
 * <p>What matters is the moment between the last two. Up to it nothing has happened to this node:
 * whatever goes wrong, the old data is there and named by the old history. It is passed only when
 * all of the image has come and is sound. From it on the old data is gone and this node has no
 * history, until the image is loaded to its end; then it adopts the primary's, at the offset the
 * image was made at.
 */
final class Transfer {
  private final Around around;
  private final Replication owner;
  private final PrimaryLinkState facts;
  private final String replId;
  private final long offset;
  private @Nullable Payload payload;
  private @Nullable DataLoad load;
  private int streamDb;

  /** Begins; the primary has said what history and which moment of it the image will show. */
  Transfer(Around around, Replication owner, PrimaryLinkState facts, String replId, long offset) {
    this.around = around;
    this.owner = owner;
    this.facts = facts;
    this.replId = replId;
    this.offset = offset;
    facts.setStage(Stage.TRANSFER);
    facts.startTransfer(-1, around.loop().monoMs());
  }

  /** The line before the image has not come yet. */
  boolean awaitsAnnouncement() {
    return payload == null && load == null;
  }

  /** Bytes that arrive are the image's. */
  boolean isReceiving() {
    return payload != null;
  }

  /** The old data is gone. */
  boolean isLoading() {
    return load != null;
  }

  /** Nothing more should be received for a while. */
  boolean isCongested() {
    Payload receiving = payload;
    return load != null || (receiving != null && receiving.isCongested());
  }

  /** A line of the primary's, maybe an empty one; false if it cannot be understood. */
  boolean announced(String line) {
    if (line.isEmpty()) {
      return true;
    }
    Payload announced = Payload.announced(around, line);
    if (announced == null) {
      return false;
    }
    payload = announced;
    facts.startTransfer(announced.lengthBytes(), around.loop().monoMs());
    return true;
  }

  /** Takes what has come of the image; true when that was all of it, and it is being loaded now. */
  boolean receive(QueryBuffer in) throws RdbFormatException {
    Payload receiving = payload;
    if (receiving == null || !receiving.take(in)) {
      return false;
    }
    payload = null;
    around.notice("Discarding previously cached master state.");
    owner.dataIsReplaced();
    around.notice("MASTER <-> REPLICA sync: Flushing old data");
    load = new DataLoad(around, receiving.spool());
    around.notice("MASTER <-> REPLICA sync: Loading DB in memory");
    return true;
  }

  /** Loads a slice. At the end this node's data is the primary's. */
  DataLoad.Progress load(long budgetNanos) throws RdbFormatException, IOException {
    DataLoad loading = Objects.requireNonNull(load);
    DataLoad.Progress progress = loading.step(budgetNanos);
    if (progress == DataLoad.Progress.DONE) {
      load = null;
      streamDb = Math.max(0, loading.streamDb());
      around.state().adoptHistory(replId, offset);
      around.notice("MASTER <-> REPLICA sync: Finished with success");
    }
    return progress;
  }

  /** The database the stream goes on in, when all is loaded. */
  int streamDb() {
    return streamDb;
  }

  /** Gives up, wherever it stands. */
  void abandon() {
    Payload receiving = payload;
    if (receiving != null) {
      payload = null;
      receiving.discard();
    }
    DataLoad loading = load;
    if (loading != null) {
      load = null;
      loading.abandon();
    }
  }
}
