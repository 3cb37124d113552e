package io.jacinth.engine.types;

import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.Entries;
import io.jacinth.store.Item;
import io.jacinth.store.RopeBuilder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A large value on its way to a client or a replica: its pages are held until the last byte has
 * left.
 */
final class PageSegment implements ReplyBuffer.Segment {
  private final Entries entries;
  private final int[] pages;
  private final int pageBytes;
  private final long length;

  PageSegment(Entries entries, int entry) {
    this(entries, pages(entries, entry), entries.pageLength(entry, 0), entries.valueLength(entry));
  }

  /** An element that stands alone. */
  PageSegment(Entries entries, Item item) {
    this(entries, pages(item), item.pageLength(0), item.length());
  }

  private PageSegment(Entries entries, int[] pages, int pageBytes, long length) {
    this.entries = entries;
    this.pages = pages;
    this.pageBytes = pageBytes;
    this.length = length;
    for (int page : pages) {
      entries.retainPage(page);
    }
  }

  /** The pages of a value one by one; it has some. */
  static ReplyBuffer.Segment[] pagesOf(Entries entries, int entry) {
    ReplyBuffer.Segment[] segments = new ReplyBuffer.Segment[entries.pageCount(entry)];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = onePage(entries, entries.page(entry, i), entries.pageLength(entry, i));
    }
    return segments;
  }

  /** What a rope has received. */
  static PageSegment of(Entries entries, RopeBuilder rope) {
    int[] pages = new int[rope.pageCount()];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = rope.page(i);
    }
    return new PageSegment(entries, pages, rope.pageLength(0), rope.length());
  }

  static ReplyBuffer.Segment onePage(Entries entries, int page, int bytes) {
    return new PageSegment(entries, new int[] {page}, bytes, bytes);
  }

  /** The pages it holds. */
  IntStream references() {
    return Arrays.stream(pages);
  }

  private static int[] pages(Entries entries, int entry) {
    int[] pages = new int[entries.pageCount(entry)];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = entries.page(entry, i);
    }
    return pages;
  }

  private static int[] pages(Item item) {
    int[] pages = new int[item.pageCount()];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = item.page(i);
    }
    return pages;
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
