package io.jacinth.node;

import io.jacinth.engine.KeysAhead;
import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.resp.Argv;
import io.jacinth.resp.BulkSink;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.resp.RequestParser;

/**
 * What a client has sent and nobody has executed yet: its query buffer, and the parser over it.
 *
 * <p>Bytes are only kept when they come; commands are taken out one by one with {@link #next} when
 * the client has its turn. Once that has found half a command there is nothing to be had before
 * more bytes come, and {@link #mayHaveCommand} says so; a client that sends slowly is not parsed
 * again for nothing.
 *
 * <p>A peer that sends faster than it is served would fill the heap, so reading rests while much
 * waits. It never rests while half a command is all there is: the other half must get in.
 */
final class ClientInput {
  /**
   * Reading rests while that much waits to be executed. A round of reading brings up to 256 KiB, so
   * no round goes short.
   */
  private static final int PAUSE_READING_AT_BYTES = 256 << 10;

  /** A buffer above that shrinks while its client is busy, if it is not filled half any more. */
  private static final int LARGE_BYTES = 32 << 10;

  private final Connection connection;
  private final QueryBuffer query = new QueryBuffer();
  private final RequestParser parser = new RequestParser();
  private boolean readingPaused;

  /** What has come ends in the middle of a command; to be false as soon as more comes. */
  private boolean needsMore;

  ClientInput(Connection connection) {
    this.connection = connection;
  }

  /** Where words of 32 KiB and more go. */
  void sink(BulkSink sink) {
    parser.sink(sink);
  }

  // What comes

  /**
   * Keeps what has come.
   *
   * @return whether it takes other memory now than before
   */
  boolean take(ByteSource bytes, int length) {
    int capacity = query.capacity();
    query.ensureWritable(length, parser.wantedBytes());
    bytes.read(query.array(), query.writeIndex(), length);
    query.written(length);
    needsMore = false;
    return query.capacity() != capacity || parser.heldBytes() > 0;
  }

  void pauseReadingIfFull() {
    if (query.readable() > PAUSE_READING_AT_BYTES && !readingPaused) {
      readingPaused = true;
      connection.pauseReading(true);
    }
  }

  private void resumeReading() {
    if (readingPaused && (needsMore || query.readable() <= PAUSE_READING_AT_BYTES)) {
      readingPaused = false;
      connection.pauseReading(false);
    }
  }

  boolean isEmpty() {
    return query.readable() == 0;
  }

  /** Something has come that may be a whole command. */
  boolean mayHaveCommand() {
    return query.readable() > 0 && !needsMore;
  }

  /** Whether requests that are not complete are too long; if so the log says it. */
  boolean isOver(ClientLimits limits) {
    return limits.isInputOver(query, parser.arrivedBytes());
  }

  // What is executed

  /** {@code proto-max-bulk-len}. */
  void maxBulkBytes(long limitBytes) {
    parser.maxBulkBytes(limitBytes);
  }

  /** Has the memory behind the keys of what waits fetched with that of others. */
  void noteKeys(KeysAhead ahead, int db) {
    ahead.note(query, db);
  }

  /**
   * Reads the next command.
   *
   * @param authenticated larger ones are let in
   */
  RequestParser.Status next(boolean authenticated) {
    parser.unauthenticated(!authenticated);
    RequestParser.Status status = parser.parse(query);
    needsMore = status == RequestParser.Status.MORE;
    return status;
  }

  /** The command read last; valid until {@link #next} or {@link #executed}. */
  Argv argv() {
    return parser.argv();
  }

  /** The commands read so far have been executed: there is room for more. */
  void executed() {
    parser.release(query);
    resumeReading();
  }

  /** The error reply, where {@link #next} found one. */
  String error() {
    return parser.error();
  }

  /** The same error as Redis's log names it. */
  String errorForLog() {
    return parser.errorForLog();
  }

  // Memory

  /** The array of what has come, whether it is filled or not. */
  int capacity() {
    return query.capacity();
  }

  /** Our own index of a command's words, which Redis has no counterpart of. */
  long indexBytes() {
    return parser.argv().indexBytes();
  }

  /** Bytes of long words in the making, which are in the store. */
  long heldBytes() {
    return parser.heldBytes();
  }

  /** Not executed yet, with the command that runs. */
  int waitingBytes() {
    return query.readable() - parser.readBytes();
  }

  /** Gives back what the client does not need, because it is idle or asks for less now. */
  void shrink(boolean idle, boolean executing) {
    int capacity = query.capacity();
    boolean oversized = capacity > LARGE_BYTES && capacity / 2 > query.takePeak();
    if (!idle && !oversized) {
      return;
    }
    if (query.readable() == 0 && !parser.isMidCommand()) {
      query.shrink(0);
    } else if (query.readable() < capacity / 2 && !executing) {
      query.shrink(query.readable());
    }
  }

  /** Forgets everything; no command reads its words any more. */
  void letGo() {
    parser.abandon();
    query.clear();
    query.shrink(0);
  }
}
