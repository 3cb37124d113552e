package io.jacinth.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands out of a {@link QueryBuffer}: RESP multibulk, and inline lines for people with a
 * terminal. Incremental: it remembers where it stopped and never looks at a byte twice for the same
 * purpose. Words are not copied; they stay where they were read.
 *
 * <p>What it does depends on the bytes only, not on how they were cut into packets. (Redis accepts
 * an over-long line when its end comes in the same read; here the limit is the limit.)
 */
public final class RequestParser {
  /** Longest inline request, and longest line that holds a count. */
  public static final int MAX_LINE_BYTES = 64 * 1024;

  /** A large word up to that length has all of its room from its beginning. */
  private static final int ONE_BLOCK = 1 << 20;

  private static final int UNAUTHENTICATED_WORDS = 10;
  private static final int UNAUTHENTICATED_BULK_BYTES = 16384;

  /** The largest number of three digits; no limit of a bulk's length is below it. */
  private static final int SHORT_MAX = 999;

  /** What {@link #parse} found. */
  public enum Status {
    /** A command is in {@link #argv}. */
    COMMAND,
    /** More bytes are needed. */
    MORE,
    /** The peer broke the protocol: send {@link #error}, close. */
    ERROR
  }

  private final Argv argv = new Argv();
  private BulkSink sink = (soFar, length) -> null;
  private long maxBulkBytes = 512L * 1024 * 1024;
  private long maxWords = Integer.MAX_VALUE;
  private boolean unauthenticated;

  /* State of the command being read; positions count from the buffer's readIndex. */
  private int at;
  private int scanned;
  private int wordsLeft = -1;
  private int bulkLength = -1;
  private boolean dropped;
  private @Nullable LargeBulk large;
  private int largeLeft;

  /* Large words that are complete and wait for the rest of the command, and which words they are. */
  private final List<LargeBulk> waiting = new ArrayList<>(0);
  private int[] waitingAt = new int[2];
  private long waitingBytes;

  /** The word is large; it gets its room when enough of it is there to show that it is meant. */
  private boolean largeToCome;

  private long cutBytes;
  private int commandBytes;
  private long lastCommandBytes;
  private long skippedBytes;
  private int emptyLines;
  private String error = "";
  private String errorForLog = "";

  /** The command found last; valid until the next {@link #parse} or write to the buffer. */
  public Argv argv() {
    return argv;
  }

  /** Where words of 32 KiB and more go. */
  public void sink(BulkSink newSink) {
    sink = newSink;
  }

  /** {@code proto-max-bulk-len}. */
  public void maxBulkBytes(long limitBytes) {
    maxBulkBytes = limitBytes;
  }

  /** Most words of one command. */
  public void maxWords(long limit) {
    maxWords = limit;
  }

  /** Small limits until the peer has shown who it is. */
  public void unauthenticated(boolean limited) {
    unauthenticated = limited;
  }

  /** The error reply, without the leading {@code -} and the line end. */
  public String error() {
    return error;
  }

  /** The same error as Redis's log names it: {@code "invalid mbulk count"}. */
  public String errorForLog() {
    return errorForLog;
  }

  /** Bytes of the stream the last command took, with empty lines before it. */
  public long lastCommandBytes() {
    return lastCommandBytes;
  }

  /** Readable bytes up to the end of the word that has begun; 0 between words. */
  public long wantedBytes() {
    return bulkLength < 0 ? 0 : (long) at + bulkLength + 2;
  }

  /** Empty inline lines seen; a replica sends them as a sign of life. */
  public int emptyLines() {
    return emptyLines;
  }

  /** Whether a command has been begun and not finished. */
  public boolean isMidCommand() {
    return wordsLeft >= 0 || at > 0 || scanned > 0;
  }

  /** Bytes of the buffer that are read already, of a command that is not complete. */
  public int readBytes() {
    return wordsLeft >= 0 ? at : 0;
  }

  /** Bytes held outside of the buffer for large words of the command being read. */
  public long heldBytes() {
    return waitingBytes
        + (large == null ? 0 : Math.max(bulkLength - largeLeft, Math.min(bulkLength, ONE_BLOCK)));
  }

  /** Bytes that have come of those large words. */
  public long arrivedBytes() {
    return waitingBytes + (large == null ? 0 : bulkLength - largeLeft);
  }

  /** Words still missing in the command being read, 0 when none is. */
  public int wordsLeft() {
    return Math.max(wordsLeft, 0);
  }

  /** Frees what a broken connection leaves behind. */
  public void abandon() {
    if (large != null) {
      large.discard();
      large = null;
    }
    discardWaiting();
    argv.releaseLarge();
  }

  private void discardWaiting() {
    for (LargeBulk bulk : waiting) {
      bulk.discard();
    }
    waiting.clear();
    waitingBytes = 0;
  }

  /** Reads the next command. */
  public Status parse(QueryBuffer buffer) {
    if (dropped) {
      return Status.ERROR;
    }
    if (commandBytes > 0) {
      buffer.consume(commandBytes);
      commandBytes = 0;
    }
    while (true) {
      if (buffer.readable() == 0 && wordsLeft < 0) {
        return Status.MORE;
      }
      Status status;
      if (wordsLeft >= 0) {
        status = words(buffer);
      } else if (buffer.array()[buffer.readIndex()] == '*') {
        status = header(buffer);
      } else {
        status = inline(buffer);
      }
      if (status != Status.COMMAND) {
        return status;
      }
      if (wordsLeft > 0) {
        continue;
      }
      boolean empty = argv.count() == 0;
      finish(buffer, empty);
      if (!waiting.isEmpty() && !gather()) {
        return fail("Protocol error: no heap for the words of a command", "no heap for a command");
      }
      if (!empty) {
        return Status.COMMAND;
      }
    }
  }

  private void finish(QueryBuffer buffer, boolean empty) {
    long taken = at + cutBytes;
    argv.rebase(buffer.array(), buffer.readIndex());
    if (empty) {
      skippedBytes += taken;
      buffer.consume(at);
    } else {
      lastCommandBytes = taken + skippedBytes;
      skippedBytes = 0;
      commandBytes = at;
    }
    at = 0;
    scanned = 0;
    cutBytes = 0;
    wordsLeft = -1;
    bulkLength = -1;
  }

  /** Brings words that have waited to the heap; false if there is no room for them. */
  private boolean gather() {
    long total = waitingBytes;
    for (int i = 0; i < argv.count(); i++) {
      total += argv.large(i) == null ? argv.length(i) : 0;
    }
    try {
      if (total > Integer.MAX_VALUE - 64) {
        return false;
      }
      argv.gather(sink.room((int) total), waitingAt, waiting);
      return true;
    } catch (OutOfMemoryError full) {
      return false;
    } finally {
      discardWaiting();
    }
  }

  /**
   * Drops the command returned last from the buffer, so that the buffer can be shrunk or filled.
   */
  public void release(QueryBuffer buffer) {
    if (commandBytes > 0) {
      buffer.consume(commandBytes);
      commandBytes = 0;
    }
  }

  /**
   * The number of the header line at {@link #at} if it has one to three digits and is all there,
   * and then {@link #at} is behind it; else -1. Nearly all lines are like that.
   */
  private int shortNumber(QueryBuffer buffer) {
    byte[] bytes = buffer.array();
    int from = buffer.readIndex() + at + 1;
    int last = Math.min(buffer.readIndex() + buffer.readable() - 2, from + 3);
    int value = 0;
    for (int i = from; i <= last; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        if (bytes[i] != '\r' || i == from || bytes[from] == '0' && i > from + 1) {
          return -1;
        }
        at = i + 2 - buffer.readIndex();
        scanned = at;
        return value;
      }
      value = value * 10 + digit;
    }
    return -1;
  }

  private Status header(QueryBuffer buffer) {
    int words = unauthenticated || maxWords < SHORT_MAX ? -1 : shortNumber(buffer);
    if (words >= 0) {
      wordsLeft = words;
      argv.reset(buffer.array(), buffer.readIndex());
      return Status.COMMAND;
    }
    return longHeader(buffer);
  }

  private Status longHeader(QueryBuffer buffer) {
    int end = lineEnd(buffer);
    if (end < 0) {
      return end == TOO_LONG
          ? fail("Protocol error: too big mbulk count string", "too big mbulk count string")
          : Status.MORE;
    }
    byte[] bytes = buffer.array();
    int from = buffer.readIndex() + at + 1;
    int length = buffer.readIndex() + end - from;
    if (!Numbers.isLong(bytes, from, length)) {
      return fail("Protocol error: invalid multibulk length", "invalid mbulk count");
    }
    long words = Numbers.longOf(bytes, from, length);
    if (words > maxWords) {
      return fail("Protocol error: invalid multibulk length", "invalid mbulk count");
    }
    if (words > UNAUTHENTICATED_WORDS && unauthenticated) {
      return fail("Protocol error: unauthenticated multibulk length", "unauth mbulk count");
    }
    at = end + 2;
    scanned = at;
    wordsLeft = (int) Math.max(words, 0);
    argv.reset(bytes, buffer.readIndex());
    return Status.COMMAND;
  }

  private Status words(QueryBuffer buffer) {
    while (wordsLeft > 0) {
      if (bulkLength < 0) {
        Status status = bulkHeader(buffer);
        if (status != Status.COMMAND) {
          return status;
        }
      }
      if (largeToCome && buffer.readable() - at >= BulkSink.THRESHOLD_BYTES) {
        largeToCome = false;
        beginLarge(buffer);
      }
      if (large != null) {
        if (!fillLarge(buffer, large)) {
          return Status.MORE;
        }
      } else {
        if (buffer.readable() - at < (long) bulkLength + 2) {
          return Status.MORE;
        }
        argv.add(at, bulkLength);
        at += bulkLength + 2;
      }
      scanned = at;
      bulkLength = -1;
      wordsLeft--;
    }
    return Status.COMMAND;
  }

  private Status bulkHeader(QueryBuffer buffer) {
    if (at >= buffer.readable()) {
      return Status.MORE;
    }
    int mark = buffer.array()[buffer.readIndex() + at];
    if (mark != '$') {
      // The whole line has to be there first, as in Redis: the reply then follows the same bytes.
      int end = lineEnd(buffer);
      if (end < 0) {
        return end == TOO_LONG
            ? fail("Protocol error: too big bulk count string", "too big bulk count string")
            : Status.MORE;
      }
      return fail(
          "Protocol error: expected '$', got '" + printable(mark) + "'",
          "expected $ but got something else");
    }
    int bytes = shortNumber(buffer);
    if (bytes >= 0) {
      bulkLength = bytes;
      largeToCome = false;
      return Status.COMMAND;
    }
    return longBulkHeader(buffer);
  }

  private Status longBulkHeader(QueryBuffer buffer) {
    int end = lineEnd(buffer);
    if (end < 0) {
      return end == TOO_LONG
          ? fail("Protocol error: too big bulk count string", "too big bulk count string")
          : Status.MORE;
    }
    byte[] bytes = buffer.array();
    int from = buffer.readIndex() + at + 1;
    int length = buffer.readIndex() + end - from;
    boolean valid = Numbers.isLong(bytes, from, length);
    long value = valid ? Numbers.longOf(bytes, from, length) : -1;
    if (!valid || value < 0 || value > maxBulkBytes || value > Integer.MAX_VALUE - 64) {
      return fail("Protocol error: invalid bulk length", "invalid bulk length");
    }
    if (value > UNAUTHENTICATED_BULK_BYTES && unauthenticated) {
      return fail("Protocol error: unauthenticated bulk length", "unauth bulk length");
    }
    at = end + 2;
    scanned = at;
    bulkLength = (int) value;
    largeToCome = bulkLength >= BulkSink.THRESHOLD_BYTES && argv.count() > 0;
    return Status.COMMAND;
  }

  private void beginLarge(QueryBuffer buffer) {
    argv.rebase(buffer.array(), buffer.readIndex());
    if (argv.hasLarge()) {
      return;
    }
    large = sink.begin(argv, bulkLength);
    largeLeft = bulkLength;
  }

  /** Moves what has come of the large word out of the buffer; true when it is complete. */
  private boolean fillLarge(QueryBuffer buffer, LargeBulk bulk) {
    int available = buffer.readable() - at;
    int take = Math.min(available, largeLeft);
    if (take > 0) {
      bulk.write(buffer.array(), buffer.readIndex() + at, take);
      buffer.cut(buffer.readIndex() + at, take);
      cutBytes += take;
      largeLeft -= take;
    }
    if (largeLeft > 0 || buffer.readable() - at < 2) {
      return false;
    }
    if (bulk.waits()) {
      addWaiting(bulk);
    } else {
      argv.addLarge(bulk, at);
    }
    large = null;
    at += 2;
    return true;
  }

  private void addWaiting(LargeBulk bulk) {
    if (waiting.size() == waitingAt.length) {
      waitingAt = Arrays.copyOf(waitingAt, 2 * waitingAt.length);
    }
    waitingAt[waiting.size()] = argv.count();
    waiting.add(bulk);
    waitingBytes += bulk.length();
    argv.add(at, 0);
  }

  private static final int NOT_YET = -1;
  private static final int TOO_LONG = -2;

  /** Index of the CR that ends the line at {@link #at}, once the byte after it is there too. */
  private int lineEnd(QueryBuffer buffer) {
    byte[] bytes = buffer.array();
    int start = buffer.readIndex();
    int limit = buffer.readable();
    int i = Math.max(scanned, at);
    int last = Math.min(limit, at + MAX_LINE_BYTES + 1);
    while (i < last && bytes[start + i] != '\r') {
      i++;
    }
    scanned = i;
    if (i >= last) {
      return i - at > MAX_LINE_BYTES ? TOO_LONG : NOT_YET;
    }
    return i + 1 < limit ? i : NOT_YET;
  }

  private Status inline(QueryBuffer buffer) {
    byte[] bytes = buffer.array();
    int start = buffer.readIndex();
    int limit = buffer.readable();
    int last = Math.min(limit, MAX_LINE_BYTES + 1);
    int i = scanned;
    while (i < last && bytes[start + i] != '\n') {
      i++;
    }
    scanned = i;
    if (i >= last) {
      return i > MAX_LINE_BYTES
          ? fail("Protocol error: too big inline request", "too big inline request")
          : Status.MORE;
    }
    int end = i > 0 && bytes[start + i - 1] == '\r' ? i - 1 : i;
    argv.reset(bytes, start);
    if (!InlineWords.split(bytes, start, end, argv)) {
      return fail(
          "Protocol error: unbalanced quotes in request", "unbalanced quotes in inline request");
    }
    if (argv.count() == 0) {
      emptyLines++;
    }
    at = i + 1;
    wordsLeft = 0;
    return Status.COMMAND;
  }

  private Status fail(String reply, String forLog) {
    error = "ERR " + reply;
    errorForLog = forLog;
    dropped = true;
    abandon();
    return Status.ERROR;
  }

  private static String printable(int b) {
    return new String(new byte[] {(byte) b}, StandardCharsets.ISO_8859_1);
  }
}
