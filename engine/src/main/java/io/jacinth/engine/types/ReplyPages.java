package io.jacinth.engine.types;

import io.jacinth.resp.ReplyBuffer;
import io.jacinth.resp.ReplyRoom;
import io.jacinth.store.RopeBuilder;
import io.jacinth.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Long replies wait in the store until they are sent, as large values do. They count as used
 * memory, as a client's output does in Redis.
 */
public final class ReplyPages implements ReplyRoom {
  private final Store store;
  private long limitBytes = Long.MAX_VALUE;
  private long heldBytes;

  public ReplyPages(Store store) {
    this.store = store;
  }

  @Override
  public void limit(long maxBytes) {
    limitBytes = maxBytes;
  }

  @Override
  public long heldBytes() {
    return heldBytes;
  }

  @Override
  public ReplyBuffer.@Nullable Segment keep(byte[] bytes, int offset, int length) {
    if (heldBytes + length > limitBytes) {
      return null;
    }
    RopeBuilder rope = store.newRope(length);
    rope.append(bytes, offset, length);
    PageSegment pages = PageSegment.of(store.entries(), rope);
    rope.abandon(); // the segment holds the pages now
    heldBytes += length;
    return new Kept(pages);
  }

  private final class Kept implements ReplyBuffer.Segment {
    private final PageSegment pages;

    Kept(PageSegment pages) {
      this.pages = pages;
    }

    @Override
    public long length() {
      return pages.length();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
      pages.read(position, target, offset, length);
    }

    @Override
    public void release() {
      heldBytes -= pages.length();
      pages.release();
    }
  }
}
