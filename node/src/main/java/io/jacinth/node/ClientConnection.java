package io.jacinth.node;

import io.jacinth.engine.Engine;
import io.jacinth.engine.KeysAhead;
import io.jacinth.engine.MemoryUse;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.replication.ReplicaOffer;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ClientTransport;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.replication.ReplicaTransport;
import io.jacinth.node.replication.Replication;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.resp.RequestParser;
import org.jspecify.annotations.Nullable;

/**
 * One client: its bytes in, its commands to the engine, its replies out.
 *
 * <p>What arrives is only kept; {@link #run} parses and executes it when the driver says so.
 * Replies collect in the session and leave once per turn. Two things slow a client down instead of
 * filling memory: a long query buffer of one who waits stops the reading, and replies that the peer
 * does not take stop the executing.
 */
final class ClientConnection
    implements ConnectionHandler, ClientTransport, Replication.Peer, ReplicaTransport {
  /**
   * Reading rests while that much waits to be executed. A peer that sends faster than it is served
   * would otherwise fill the heap; a round of reading brings up to 256 KiB, so no round goes short.
   */
  private static final int PAUSE_READING_AT_BYTES = 256 << 10;

  /** A client that does not take its replies gets no more executed. */
  private static final long STOP_EXECUTING_AT_BYTES = 32L << 20;

  /** The same when all clients together hold much already. */
  private static final long STOP_EXECUTING_WHEN_TIGHT_AT_BYTES = 64 << 10;

  /** So much of a large value is handed to the connection before the peer has taken the rest. */
  private static final long SEND_AHEAD_BYTES = 256 << 10;

  /** Large values sent in one turn; others want their turn too. */
  private static final int SENDS_PER_TURN = 4;

  private static final int KEPT_BYTES = 16 << 10;

  /** A buffer above that shrinks while its client is busy, if it is not filled half any more. */
  private static final int LARGE_QUERY_BYTES = 32 << 10;

  private final EngineDriver driver;
  private final Connection connection;
  private final ClientSession session;
  private final QueryBuffer query = new QueryBuffer();
  private final RequestParser parser = new RequestParser();
  private final ReplyBuffer.Output output;
  private final ClientLimits limits;
  private final ClientMemory.Share counted;
  private @Nullable ReplicaOffer offer;
  private boolean readingPaused;

  /** What has come ends in the middle of a command; to be false as soon as more comes. */
  private boolean needsMore;

  private boolean ended;
  private boolean closing;

  /** Is in the driver's list of those with something to execute. */
  boolean queued;

  /** Is in the driver's list of those with something to send. */
  boolean dirty;

  ClientConnection(EngineDriver driver, Connection connection) {
    this.driver = driver;
    this.connection = connection;
    this.output = connection::write;
    this.session = driver.engine().open(this);
    this.counted = driver.clients().memory().new Share();
    session.attach(this);
    limits = new ClientLimits(driver.engine(), session);
    parser.sink(driver.engine().bulkSink(session));
    limits.limitHeld(driver.clients().memory().limitOfOneBytes());
    recount(connection.unsentBytes());
  }

  ClientSession session() {
    return session;
  }

  boolean hasEnded() {
    return ended;
  }

  // What the connection tells

  @Override
  public void onConnected(Connection opened) {}

  @Override
  public void onBytes(ByteSource bytes) {
    int length = bytes.remaining();
    driver.engine().statistics().traffic().read(length);
    if (closing) {
      bytes.read(new byte[length], 0, length);
      return;
    }
    session.interacted(driver.engine().turn().monoMs());
    int capacity = query.capacity();
    query.ensureWritable(length, parser.wantedBytes());
    bytes.read(query.array(), query.writeIndex(), length);
    query.written(length);
    needsMore = false;
    if (query.capacity() != capacity || parser.heldBytes() > 0) {
      recount(connection.unsentBytes());
      driver.clients().evictIfNeeded();
      closeIfInputIsOver();
      if (closing) {
        return;
      }
    }
    if (query.readable() > PAUSE_READING_AT_BYTES && !readingPaused) {
      readingPaused = true;
      connection.pauseReading(true);
    }
    if (canRun()) {
      driver.enqueue(this);
    }
  }

  private void closeIfInputIsOver() {
    if (!closing && limits.isInputOver(query, parser.arrivedBytes())) {
      close();
    }
  }

  /** Who waits for a key is not served any more; what can be run is, and is answered. */
  @Override
  public boolean hasUnfinishedInput() {
    return !closing
        && !session.isParked()
        && (queued || (query.readable() > 0 && !needsMore) || !session.reply().isEmpty());
  }

  // Memory

  private void recount(long unsentBytes) {
    if (ended) {
      return;
    }
    long index = parser.argv().indexBytes();
    long heap = query.capacity() + index + session.reply().capacity() + session.keptBytes();
    long inStore = parser.heldBytes() + session.reply().elsewhereBytes();
    // The index of words is our own, and not in tot-mem: maxmemory-clients is not about it.
    count(heap, unsentBytes, heap - index + unsentBytes + inStore + MemoryUse.SESSION_BYTES);
  }

  private void count(long heap, long direct, long forEviction) {
    boolean evictable = !session.is(SessionFlags.REPLICA) && !session.isPrimary();
    if (counted.set(heap, direct, evictable ? forEviction : 0)) {
      driver.engine().memory().recount(session);
    }
  }

  long countedBytes() {
    return counted.evictableBytes();
  }

  /** Replicas have limits of their own; a command that runs still reads its words. */
  boolean isEvictable() {
    return !closing
        && !ended
        && !session.isPrimary()
        && !session.is(SessionFlags.REPLICA | SessionFlags.EXECUTING);
  }

  boolean wantsNoEviction() {
    return session.is(SessionFlags.NO_EVICT);
  }

  /** Closes it for the memory it holds, which is free at once. */
  void evict() {
    limits.noteEviction();
    close();
    letGo();
  }

  /** Gives back what its buffers hold; the session has ended or is about to. */
  void letGo() {
    if (!session.is(SessionFlags.EXECUTING)) {
      parser.abandon();
      query.clear();
      query.shrink(0);
    }
    session.reply().clear();
    session.reply().shrink(0);
    count(0, 0, 0);
  }

  @Override
  public void onDrained() {
    if (ended) {
      return;
    }
    if (session.is(SessionFlags.REPLICA)) {
      driver.replication().drained(session);
    }
    session.interacted(driver.engine().turn().monoMs());
    if (!session.reply().isEmpty()) {
      driver.hasOutput(this);
    }
    if (query.readable() > 0 && canRun()) {
      driver.enqueue(this);
    }
  }

  @Override
  public void onClosed(String cause) {
    if (!ended) {
      ended = true;
      String end = cause.isEmpty() ? "Client closed connection" : "Reading from client: " + cause;
      driver.log().log(System.Logger.Level.DEBUG, () -> end + ' ' + limits.describe());
      driver.clients().ended(this);
    }
  }

  // Executing

  private boolean canRun() {
    return !ended
        && !closing
        && !session.isParked()
        && !session.is(SessionFlags.EXECUTING | SessionFlags.CLOSE_AFTER_REPLY)
        && connection.unsentBytes() + session.reply().size()
            < (driver.clients().memory().isTight()
                ? STOP_EXECUTING_WHEN_TIGHT_AT_BYTES
                : STOP_EXECUTING_AT_BYTES);
  }

  /** Whether there may be a command to run. */
  boolean wantsRun() {
    return query.readable() > 0 && canRun();
  }

  /** Has the memory behind the waiting commands' keys fetched with that of others. */
  void noteKeys(KeysAhead ahead) {
    ahead.note(query, session.db());
  }

  /**
   * Executes commands, at least one if there is one.
   *
   * @param untilNanos no further command begins at or after this reading of the monotonic clock
   * @return how many; there may be more only if it is {@code maxCommands} or the time is over
   */
  int run(int maxCommands, long untilNanos) {
    Engine engine = driver.engine();
    int count = 0;
    parser.maxBulkBytes(engine.config().number(NetworkOptions.PROTO_MAX_BULK_LEN));
    limits.limitReply();
    while (count < maxCommands && canRun()) {
      parser.unauthenticated(!session.isAuthenticated());
      RequestParser.Status status = parser.parse(query);
      needsMore = status == RequestParser.Status.MORE;
      if (needsMore) {
        break;
      }
      if (status == RequestParser.Status.ERROR) {
        protocolError();
        break;
      }
      count++;
      engine.execute(session, parser.argv());
      if (session.is(SessionFlags.REPLICA)) {
        session.reply().clear(); // its connection belongs to its feed
      }
      if (engine.turn().nanos() - untilNanos >= 0) {
        break;
      }
    }
    if (!ended) {
      parser.release(query);
      if (readingPaused && (needsMore || query.readable() <= PAUSE_READING_AT_BYTES)) {
        readingPaused = false;
        connection.pauseReading(false);
      }
      driver.hasOutput(this);
      if (session.queuedBytes() > 0) {
        closeIfInputIsOver();
      }
    }
    return count;
  }

  private void protocolError() {
    driver.log().log(
        System.Logger.Level.DEBUG,
        "Protocol error (" + parser.errorForLog() + ") from client: " + limits.describe());
    session.reply().error(parser.error());
    session.set(SessionFlags.CLOSE_AFTER_REPLY);
  }

  // Sending

  /** Hands replies to the connection, once per turn. */
  void flushTurn() {
    if (ended) {
      return;
    }
    if (session.is(SessionFlags.REPLICA | SessionFlags.CLOSE_ASAP)) {
      session.reply().clear();
    } else if (!session.reply().isEmpty()) {
      send();
    }
    if (session.is(SessionFlags.CLOSE_AFTER_REPLY)
        && !session.isParked()
        && !closing
        && session.reply().isEmpty()) {
      closing = true;
      connection.closeAfterFlush();
    }
  }

  /**
   * Hands replies to the connection, of large values no more than the peer takes now: the rest
   * stays where it is, in the store, and leaves when the connection has drained.
   */
  private void send() {
    ReplyBuffer reply = session.reply();
    long unsent = connection.unsentBytes();
    // Judged before anything is sent: what is over the hard limit must not reach the peer in part.
    if (reply.overflowed() || limits.isOverHardLimit(unsent + reply.size())) {
      limits.noteOutputOver();
      close();
      letGo();
      return;
    }
    for (int i = 0; i < SENDS_PER_TURN && !reply.isEmpty(); i++) {
      long sent = reply.writeTo(output, SEND_AHEAD_BYTES - unsent);
      driver.engine().statistics().traffic().wrote(sent);
      connection.flush();
      unsent = connection.unsentBytes();
      if (unsent >= SEND_AHEAD_BYTES) {
        break;
      }
    }
    reply.shrink(KEPT_BYTES);
    if (!reply.isEmpty() && unsent == 0) {
      driver.hasOutput(this);
    }
    if (!needsMore && wantsRun()) {
      driver.enqueue(this); // the long reply in the way of the next command is gone
    }
    limits.limitReply(); // it may be a subscriber since, or the limit another one
    judgeOutput(unsent);
    driver.clients().evictIfNeeded();
  }

  /** Large values wait to be sent: that takes time, and may wait a turn. */
  boolean sendsMuch() {
    return session.reply().size() > SEND_AHEAD_BYTES;
  }

  @Override
  public void flushReplies() {
    if (!session.reply().isEmpty()) {
      long bytes = session.reply().writeTo(output, Long.MAX_VALUE);
      driver.engine().statistics().traffic().wrote(bytes);
      session.reply().shrink(KEPT_BYTES);
    }
  }

  /** Takes what has collected before the turn is over, if that is not too much already. */
  void takeOver() {
    if (!ended && !closing && !session.is(SessionFlags.REPLICA)) {
      send();
    }
  }

  /** Now and then: what time decides, and what the connection sent meanwhile. */
  void look() {
    if (!ended && !closing && !session.is(SessionFlags.REPLICA)) {
      judgeOutput(connection.unsentBytes());
    }
  }

  private void judgeOutput(long unsentBytes) {
    if (limits.isOutputOver(unsentBytes + session.reply().size())) {
      close();
      letGo();
    } else {
      recount(unsentBytes);
    }
  }

  /** Gives memory back that the client does not need, because it is idle or asks for less now. */
  void shrink(boolean idle) {
    int capacity = query.capacity();
    boolean oversized = capacity > LARGE_QUERY_BYTES && capacity / 2 > query.takePeak();
    if (!idle && !oversized) {
      return;
    }
    if (query.readable() == 0 && !parser.isMidCommand()) {
      query.shrink(0);
    } else if (query.readable() < capacity / 2 && !session.is(SessionFlags.EXECUTING)) {
      query.shrink(query.readable());
    }
    if (query.capacity() != capacity) {
      recount(connection.unsentBytes());
    }
  }

  @Override
  public void close() {
    closing = true;
    session.set(SessionFlags.CLOSE_ASAP);
    connection.close();
  }

  @Override
  public void closeAfterFlush() {
    closing = true;
    connection.closeAfterFlush();
  }

  // What a feed writes

  @Override
  public ReplicaOffer offer() {
    ReplicaOffer here = offer;
    if (here == null) {
      here = new ReplicaOffer();
      offer = here;
    }
    return here;
  }

  @Override
  public ReplicaTransport replicaTransport() {
    return this;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    driver.engine().statistics().traffic().wroteToReplica(length);
    connection.write(bytes, offset, length);
  }

  @Override
  public void flush() {
    connection.flush();
  }

  // What the engine may know

  @Override
  public String remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public String localAddress() {
    return connection.localAddress();
  }

  @Override
  public int fd() {
    return connection.fd();
  }

  @Override
  public long unsentBytes() {
    return connection.unsentBytes();
  }

  @Override
  public int queryBufferBytes() {
    return query.readable() - parser.readBytes(); // with the command that runs
  }

  @Override
  public int queryBufferFreeBytes() {
    return Math.max(0, query.capacity() - queryBufferBytes());
  }

  @Override
  public long heldBytes() {
    return parser.heldBytes();
  }

  @Override
  public boolean isLocal() {
    return connection.isLocal();
  }
}
