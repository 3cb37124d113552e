package io.jacinth.engine.command;

import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.resp.Argv;
import io.jacinth.resp.Numbers;
import io.jacinth.resp.ReplyBuffer.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The effects of one command (or transaction) as bytes of the replication stream, gathered until
 * the command has ended and then handed over at once. Two effects and more travel between MULTI and
 * EXEC, so that a replica never shows half of them.
 */
public final class Propagation {
  private static final byte[] MULTI = ascii("*1\r\n$5\r\nMULTI\r\n");
  private static final byte[] EXEC = ascii("*1\r\n$4\r\nEXEC\r\n");

  private final ReplicationState replication;
  private byte[] bytes = new byte[1024];
  private int end;
  private int[] dbs = new int[8];
  private int[] starts = new int[8];
  private int count;

  /** Pages of long values, and before which byte they stand. */
  private final ArrayDeque<Page> pages = new ArrayDeque<>();

  private long total;

  private record Page(int at, Segment segment) {}

  public Propagation(ReplicationState replication) {
    this.replication = replication;
  }

  /** Whether anybody listens; without listeners effects need not be written. */
  public boolean isWanted() {
    return replication.wantsStream();
  }

  /** Starts an effect of {@code words} words. */
  public Propagation command(int db, int words) {
    if (count == dbs.length) {
      dbs = Arrays.copyOf(dbs, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
    }
    dbs[count] = db;
    starts[count++] = end;
    total++;
    header('*', words);
    return this;
  }

  public Propagation word(String ascii) {
    header('$', ascii.length());
    reserve(ascii.length() + 2);
    for (int i = 0; i < ascii.length(); i++) {
      bytes[end++] = (byte) ascii.charAt(i);
    }
    return crlf();
  }

  public Propagation word(byte[] source, int offset, int length) {
    header('$', length);
    reserve(length + 2);
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
    return crlf();
  }

  /** A word of so many bytes that consists of pages, which are the stream's from now on. */
  public Propagation word(int length, Segment[] itsPages) {
    header('$', length);
    for (Segment page : itsPages) {
      pages.addLast(new Page(end, page));
    }
    return crlf();
  }

  public Propagation word(Argv argv, int i) {
    if (argv.large(i) != null) {
      byte[] copy = argv.bytes(i);
      return word(copy, 0, copy.length);
    }
    return word(argv.array(), argv.offset(i), argv.length(i));
  }

  public Propagation word(long number) {
    reserve(48);
    header('$', Numbers.longLength(number));
    end += Numbers.writeLong(number, bytes, end);
    return crlf();
  }

  /** The words as they came. */
  public void verbatim(int db, Argv argv) {
    command(db, argv.count());
    for (int i = 0; i < argv.count(); i++) {
      word(argv, i);
    }
  }

  /** Effects written since the engine started. */
  public long total() {
    return total;
  }

  /** Whether effects wait for the end of the command. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Hands everything to the stream. */
  public void flush() {
    flush(count > 1);
  }

  /** Hands effects over that have nothing to do with each other: expired keys. */
  public void flushSeparately() {
    flush(false);
  }

  private void flush(boolean asTransaction) {
    if (count == 0) {
      return;
    }
    if (replication.wantsStream()) {
      if (asTransaction) {
        replication.propagate(dbs[0], MULTI, 0, MULTI.length);
      }
      for (int i = 0; i < count; i++) {
        hand(dbs[i], starts[i], i + 1 < count ? starts[i + 1] : end);
      }
      if (asTransaction) {
        replication.propagate(dbs[count - 1], EXEC, 0, EXEC.length);
      }
    }
    while (!pages.isEmpty()) {
      pages.removeFirst().segment.release();
    }
    count = 0;
    end = 0;
    if (bytes.length > 1 << 20) {
      bytes = new byte[1024];
    }
  }

  /** Bytes of one effect, and the pages that stand between them. */
  private void hand(int db, int start, int to) {
    int from = start;
    while (!pages.isEmpty() && pages.getFirst().at < to) {
      Page page = pages.removeFirst();
      if (page.at > from) {
        replication.propagate(db, bytes, from, page.at - from);
      }
      replication.propagate(page.segment);
      from = page.at;
    }
    replication.propagate(db, bytes, from, to - from);
  }

  private void header(char kind, long number) {
    reserve(24);
    bytes[end++] = (byte) kind;
    end += Numbers.writeLong(number, bytes, end);
    crlf();
  }

  private Propagation crlf() {
    reserve(2);
    bytes[end++] = '\r';
    bytes[end++] = '\n';
    return this;
  }

  private void reserve(int length) {
    if (bytes.length - end < length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + length));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
