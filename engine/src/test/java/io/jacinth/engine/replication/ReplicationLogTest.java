package io.jacinth.engine.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.resp.ReplyBuffer.Segment;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stream beside a plain array: commands and pages of long values, and readers that lag. */
class ReplicationLogTest {
  private static final int BACKLOG_BYTES = 300_000;

  /** A page that knows whether it was let go, and cannot be read then. */
  private static final class Page implements Segment {
    private final byte[] bytes;
    private boolean released;

    Page(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int count) {
      assertThat(released).isFalse();
      System.arraycopy(bytes, (int) position, target, offset, count);
    }

    @Override
    public void release() {
      assertThat(released).isFalse();
      released = true;
    }
  }

  /** A reader, and what it has read. */
  private static final class Reader {
    private final ReplicationLog.Cursor cursor;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final int start;

    Reader(ReplicationLog log, int start) {
      this.start = start;
      cursor = log.cursorAt(start + 1L);
    }

    void read(int maxBytes) {
      cursor.read(read::write, maxBytes);
    }

    void check(byte[] all) {
      byte[] expected = Arrays.copyOfRange(all, start, start + read.size());
      assertThat(Arrays.equals(read.toByteArray(), expected)).isTrue();
      assertThat(cursor.offset()).isEqualTo(start + read.size());
    }
  }

  @Test
  void readersSeeEveryByteAndPagesGoWhenTheyHave() {
    for (long seed = 0; seed < 12; seed++) {
      run(new Random(seed));
    }
  }

  private static void run(Random random) {
    ReplicationLog log = new ReplicationLog(BACKLOG_BYTES);
    log.activate();
    log.noteSelectedDb(0);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Page> pages = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      byte[] bytes = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 200_000 : 3000)];
      random.nextBytes(bytes);
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          Page page = new Page(bytes);
          log.append(page);
          pages.add(page);
          all.writeBytes(bytes);
          ends.add(all.size());
        }
        case 2, 3, 4 -> {
          log.append(0, bytes, 0, bytes.length);
          all.writeBytes(bytes);
        }
        case 5 -> {
          int first = (int) log.firstByteOffset();
          readers.add(new Reader(log, first - 1 + random.nextInt(all.size() - first + 2)));
        }
        default -> readSome(random, readers, all.toByteArray());
      }
      assertThat(log.endOffset()).isEqualTo(all.size());
      check(log, pages, ends, readers);
    }
    for (Reader reader : readers) {
      for (int i = 0; reader.cursor.lagBytes() > 0; i++) {
        reader.read(1 << 20);
        assertThat(i).isLessThan(100_000);
      }
      reader.check(all.toByteArray());
      reader.cursor.close();
    }
    check(log, pages, ends, List.of());
    log.deactivate();
    assertThat(pages).allMatch(page -> page.released);
  }

  private static void readSome(Random random, List<Reader> readers, byte[] all) {
    if (readers.isEmpty()) {
      return;
    }
    Reader reader = readers.get(random.nextInt(readers.size()));
    for (int i = random.nextInt(40); i > 0; i--) {
      reader.read(1 + random.nextInt(100_000));
    }
    reader.check(all);
    if (random.nextInt(10) == 0) {
      reader.cursor.close();
      readers.remove(reader);
    }
  }

  /** A page is held exactly as long as somebody may read it. */
  private static void check(
      ReplicationLog log, List<Page> pages, List<Integer> ends, List<Reader> readers) {
    long kept = log.firstByteOffset() - 1;
    for (Reader reader : readers) {
      kept = Math.min(kept, reader.cursor.offset());
    }
    for (int i = 0; i < pages.size(); i++) {
      if (ends.get(i) > kept) {
        assertThat(pages.get(i).released).isFalse();
      }
    }
    long held = pages.stream().filter(page -> !page.released).mapToLong(Page::length).sum();
    assertThat(held).isLessThanOrEqualTo(log.endOffset() - kept + 200_000 + (64 << 10));
  }
}
