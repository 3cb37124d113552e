package io.jacinth.engine.types;

import io.jacinth.resp.LargeBulk;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.RopeBuilder;
import io.jacinth.store.Store;

/** A large word of a request, received straight into the store: to stay there, or to wait. */
public final class RopeBulk implements LargeBulk {
  private final Store store;
  private final RopeBuilder rope;
  private final boolean waits;
  private byte[] copied = new byte[0];
  private boolean done;

  /** One that will be the value of a key. */
  public RopeBulk(Store store, int length) {
    this(store, length, false);
  }

  RopeBulk(Store store, int length, boolean waits) {
    this.store = store;
    this.waits = waits;
    this.rope = store.newRope(length);
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

  @Override
  public boolean waits() {
    return waits;
  }

  @Override
  public void copyTo(byte[] target, int at) {
    rope.copyTo(target, at);
  }

  /** For commands that want the bytes on the heap after all. */
  @Override
  public byte[] toBytes() {
    if (!done) {
      copied = new byte[rope.length()];
      rope.copyTo(copied, 0);
      discard();
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
