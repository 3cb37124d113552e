package io.jacinth.engine.types;

import io.jacinth.engine.Engine;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.BulkSink;
import io.jacinth.resp.LargeBulk;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.EntryTable;
import io.jacinth.store.RopeBuilder;
import io.jacinth.store.Store;

/** A large word of a request, received straight into the store. */
public final class RopeBulk implements LargeBulk {
  private static final byte[] NAME = {'b'};

  private final Store store;
  private final RopeBuilder rope;
  private byte[] copied = new byte[0];
  private boolean done;

  public RopeBulk(Store store, int length) {
    this.store = store;
    this.rope = store.newRope(length);
  }

  /** Where a session's large words go: the value of a plain SET into the store. */
  public static BulkSink sinkFor(Engine engine, ClientSession session) {
    return (soFar, lengthBytes) -> {
      boolean straight =
          soFar.count() == 2
              && soFar.is(0, "SET")
              && !session.is(SessionFlags.MULTI)
              && session.isAuthenticated()
              && engine.observation().monitors().isEmpty();
      return straight ? new RopeBulk(engine.keyspace().store(), lengthBytes) : null;
    };
  }

  @Override
  public int length() {
    return rope.length();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    rope.append(bytes, offset, length);
  }

  /** The value; the caller puts it into a table. */
  RopeBuilder take() {
    done = true;
    return rope;
  }

  /** Its pages, each to be released; they stay whatever becomes of the word. */
  public ReplyBuffer.Segment[] pages() {
    ReplyBuffer.Segment[] pages = new ReplyBuffer.Segment[rope.pageCount()];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = PageSegment.onePage(store.entries(), rope.page(i), rope.pageLength(i));
    }
    return pages;
  }

  /** For commands that want the bytes on the heap after all: through a table of one entry. */
  @Override
  public byte[] toBytes() {
    if (!done) {
      done = true;
      EntryTable table = store.newTable();
      long hash = store.hash(NAME, 0, 1);
      int entry = table.putRope(hash, NAME, 0, 1, rope, EntryTable.NO_EXPIRE);
      copied = new byte[store.entries().valueLength(entry)];
      store.entries().copyValue(entry, copied, 0);
      table.removeEntry(hash, entry);
      store.freeQueue().add(table);
    }
    return copied;
  }

  @Override
  public void discard() {
    if (!done) {
      done = true;
      rope.abandon();
    }
  }
}
