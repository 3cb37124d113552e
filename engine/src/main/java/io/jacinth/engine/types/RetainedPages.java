package io.jacinth.engine.types;

import io.jacinth.engine.replication.ReplicationLog;
import java.util.stream.IntStream;

/** Pages of the store that the stream to the replicas holds, for those who check a store. */
public final class RetainedPages {
  private RetainedPages() {}

  /** References of the pages; one may come twice. */
  public static int[] of(ReplicationLog log) {
    return log.pages().stream()
        .flatMapToInt(
            page -> page instanceof PageSegment own ? own.references() : IntStream.empty())
        .toArray();
  }
}
