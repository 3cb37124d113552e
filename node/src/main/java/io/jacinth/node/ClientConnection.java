package io.jacinth.node;

import io.jacinth.engine.Engine;
import io.jacinth.engine.KeysAhead;
import io.jacinth.engine.config.BufferLimit;
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

  private static final long STOP_EXECUTING_AT_BYTES = 32L << 20;
  private static final int KEPT_BYTES = 16 << 10;

  private final EngineDriver driver;
  private final Connection connection;
  private final ClientSession session;
  private final QueryBuffer query = new QueryBuffer();
  private final RequestParser parser = new RequestParser();
  private final ReplyBuffer.Output output;
  private @Nullable ReplicaOffer offer;
  private long softLimitSinceMonoMs = -1;
  private boolean readingPaused;

  /** What has been read ends in the middle of a command, so only reading on can end the wait. */
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
    session.attach(this);
    parser.sink(driver.engine().bulkSink(session));
    parser.maxBulkBytes(driver.engine().config().number(NetworkOptions.PROTO_MAX_BULK_LEN));
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
    driver.countInput(length);
    if (closing) {
      bytes.read(new byte[length], 0, length);
      return;
    }
    query.ensureWritable(length);
    bytes.read(query.array(), query.writeIndex(), length);
    query.written(length);
    if (query.readable() > PAUSE_READING_AT_BYTES) {
      checkQueryLimit();
      if (!readingPaused && !closing) {
        readingPaused = true;
        connection.pauseReading(true);
      }
    }
    if (canRun()) {
      driver.enqueue(this);
    }
  }

  private void checkQueryLimit() {
    long limit = driver.engine().config().number(NetworkOptions.CLIENT_QUERY_BUFFER_LIMIT);
    if (query.readable() > limit) {
      driver.log().log(
          System.Logger.Level.WARNING,
          "Closing client that reached max query buffer length: " + describe());
      close();
    }
  }

  private String describe() {
    return "id=" + session.id() + " addr=" + connection.remoteAddress();
  }

  @Override
  public void onDrained() {
    if (ended) {
      return;
    }
    if (session.is(SessionFlags.REPLICA)) {
      driver.replication().drained(session);
    }
    if (query.readable() > 0 && canRun()) {
      driver.enqueue(this);
    }
  }

  @Override
  public void onClosed(String cause) {
    if (!ended) {
      ended = true;
      driver.log().log(
          System.Logger.Level.DEBUG,
          () ->
              cause.isEmpty()
                  ? "Client closed connection " + describe()
                  : "Reading from client: " + cause + ' ' + describe());
      driver.ended(this);
    }
  }

  // Executing

  private boolean canRun() {
    return !ended
        && !closing
        && !session.isParked()
        && !session.is(SessionFlags.EXECUTING | SessionFlags.CLOSE_AFTER_REPLY)
        && connection.unsentBytes() + session.reply().size() < STOP_EXECUTING_AT_BYTES;
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
   * Executes commands.
   *
   * @return how many; if it is {@code maxCommands} there may be more
   */
  int run(int maxCommands) {
    Engine engine = driver.engine();
    int count = 0;
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
    }
    if (!ended) {
      parser.release(query);
      if (readingPaused && (needsMore || query.readable() <= PAUSE_READING_AT_BYTES)) {
        readingPaused = false;
        connection.pauseReading(false);
      }
      driver.hasOutput(this);
    }
    return count;
  }

  private void protocolError() {
    driver.log().log(
        System.Logger.Level.DEBUG,
        "Protocol error (" + parser.errorForLog() + ") from client: " + describe());
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
      flushReplies();
      connection.flush();
      checkOutputLimit();
    }
    if (session.is(SessionFlags.CLOSE_AFTER_REPLY) && !session.isParked() && !closing) {
      closing = true;
      connection.closeAfterFlush();
    }
  }

  @Override
  public void flushReplies() {
    if (!session.reply().isEmpty()) {
      driver.countOutput(session.reply().writeTo(output, Long.MAX_VALUE));
      session.reply().shrink(KEPT_BYTES);
    }
  }

  /**
   * Takes what collects in the session before the turn is over, if that is not too much already.
   */
  void takeOver() {
    if (!ended && !closing) {
      flushReplies();
      connection.flush();
      checkOutputLimit();
    }
  }

  private void checkOutputLimit() {
    BufferLimit limit =
        session.is(SessionFlags.SUBSCRIBED)
            ? driver.engine().config().outputBufferLimits().pubsub()
            : driver.engine().config().outputBufferLimits().normal();
    long waiting = connection.unsentBytes();
    boolean over = limit.hardBytes() > 0 && waiting > limit.hardBytes();
    if (limit.softBytes() > 0 && waiting > limit.softBytes()) {
      long now = driver.engine().turn().monoMs();
      if (softLimitSinceMonoMs < 0) {
        softLimitSinceMonoMs = now;
      }
      over |= now - softLimitSinceMonoMs > limit.softSeconds() * 1000;
    } else {
      softLimitSinceMonoMs = -1;
    }
    if (over) {
      driver.log().log(
          System.Logger.Level.WARNING,
          "Client "
              + describe()
              + " scheduled to be closed ASAP for overcoming of output buffer limits.");
      close();
    }
  }

  /** Sends an answer to a connection that is not wanted, and closes it. */
  static void refuse(Connection connection, String error) {
    byte[] bytes = (error + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    connection.write(bytes, 0, bytes.length);
    connection.flush();
    connection.closeAfterFlush();
  }

  /** Gives memory back that an idle client does not need. */
  void shrinkIdle() {
    if (query.readable() == 0 && !parser.isMidCommand()) {
      query.shrink(0);
    }
  }

  /** Lets go of what the parser holds; the session has ended. */
  void abandon() {
    parser.abandon();
  }

  @Override
  public void close() {
    closing = true;
    session.set(SessionFlags.CLOSE_ASAP);
    connection.close();
  }

  void closeAfterFlush() {
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
    driver.countOutput(length);
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
    return query.readable();
  }

  @Override
  public int queryBufferFreeBytes() {
    return query.capacity() - query.readable();
  }

  @Override
  public boolean isLocal() {
    return connection.isLocal();
  }
}
