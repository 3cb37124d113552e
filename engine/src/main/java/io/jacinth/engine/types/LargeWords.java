package io.jacinth.engine.types;

import io.jacinth.engine.Engine;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import io.jacinth.resp.BulkSink;
import io.jacinth.resp.LargeBulk;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's large words go. The value of a plain SET goes straight into the store. Long
 * words of other commands wait in the store until their command is complete: the heap needs room
 * for the words of one command, however many clients send theirs at the same time.
 */
public final class LargeWords implements BulkSink {
  /** Shorter words wait in the query buffer, which is the shorter way. */
  static final int WAITS_FROM_BYTES = 256 * 1024;

  private final Engine engine;
  private final ClientSession session;

  public LargeWords(Engine engine, ClientSession session) {
    this.engine = engine;
    this.session = session;
  }

  @Override
  public @Nullable LargeBulk begin(Argv soFar, int lengthBytes) {
    boolean straight =
        soFar.count() == 2
            && soFar.is(0, "SET")
            && !session.is(SessionFlags.MULTI)
            && session.isAuthenticated()
            && engine.observation().monitors().isEmpty();
    // What comes from the primary is passed on byte by byte, out of the buffer it came into.
    boolean waits = !straight && lengthBytes >= WAITS_FROM_BYTES && !session.isPrimary();
    return straight || waits ? new RopeBulk(engine.keyspace().store(), lengthBytes, waits) : null;
  }

  @Override
  public byte[] room(int lengthBytes) {
    return engine.housekeeping().commandRoom().take(lengthBytes);
  }
}
