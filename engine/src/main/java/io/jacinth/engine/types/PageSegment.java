package io.jacinth.engine.types;

import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.Entries;
import io.jacinth.store.Item;

/** A large value on its way to a client: its pages are held until the last byte has left. */
final class PageSegment implements ReplyBuffer.Segment {
  private final Entries entries;
  private final int[] pages;
  private final int pageBytes;
  private final long length;

  PageSegment(Entries entries, int entry) {
    this.entries = entries;
    pages = new int[entries.pageCount(entry)];
    pageBytes = entries.pageLength(entry, 0);
    length = entries.valueLength(entry);
    for (int i = 0; i < pages.length; i++) {
      pages[i] = entries.page(entry, i);
      entries.retainPage(pages[i]);
    }
  }

  /** An element that stands alone. */
  PageSegment(Entries entries, Item item) {
    this.entries = entries;
    pages = new int[item.pageCount()];
    pageBytes = item.pageLength(0);
    length = item.length();
    for (int i = 0; i < pages.length; i++) {
      pages[i] = item.page(i);
      entries.retainPage(pages[i]);
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void read(long position, byte[] target, int offset, int count) {
    long at = position;
    int to = offset;
    int left = count;
    while (left > 0) {
      int inPage = (int) (at % pageBytes);
      int part = Math.min(left, pageBytes - inPage);
      entries.pageView(pages[(int) (at / pageBytes)], inPage, part).get(target, to, part);
      at += part;
      to += part;
      left -= part;
    }
  }

  @Override
  public void release() {
    for (int page : pages) {
      entries.releasePage(page);
    }
  }
}
