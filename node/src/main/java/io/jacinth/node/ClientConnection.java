package io.jacinth.node;

import io.jacinth.engine.Engine;
import io.jacinth.engine.KeysAhead;
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
import io.jacinth.resp.RequestParser;
import org.jspecify.annotations.Nullable;

/**
 * One client: its bytes in ({@link ClientInput}), its commands to the engine, its replies out
 * ({@link ClientOutput}).
 *
 * <p>What arrives is only kept; {@link #run} parses and executes it when the driver says so.
 * Replies collect in the session and leave once per turn. Two things slow a client down instead of
 * filling memory: a long query buffer of one who waits stops the reading, and replies that the peer
 * does not take stop the executing.
 *
 * <p>It ends in two steps. From {@link #close} on nothing is executed or sent any more, but the
 * connection is still there; when it has told its end, the session is cleared up at the next turn.
 */
final class ClientConnection
    implements ConnectionHandler, ClientTransport, Replication.Peer, ReplicaTransport {
  private final EngineDriver driver;
  private final PendingClients pending;
  private final Connection connection;
  private final ClientSession session;
  private final ClientInput input;
  private final ClientOutput output;
  private final ClientLimits limits;
  private final ClientShare share;
  private @Nullable ReplicaOffer offer;
  private boolean ended;
  private boolean closing;

  /** Is among the {@link PendingClients} with something to execute. */
  boolean queued;

  /** Is among the {@link PendingClients} with something to send. */
  boolean dirty;

  ClientConnection(EngineDriver driver, Connection connection) {
    this.driver = driver;
    pending = driver.pending();
    this.connection = connection;
    Engine engine = driver.engine();
    ClientMemory memory = driver.clients().memory();
    input = new ClientInput(connection);
    session = engine.open(this);
    session.attach(this);
    input.sink(engine.bulkSink(session));
    limits = new ClientLimits(engine, session);
    output = new ClientOutput(connection, session.reply(), limits, engine.statistics().traffic());
    limits.limitHeld(memory.limitOfOneBytes());
    share = new ClientShare(memory, engine.memory(), session, input);
    share.recount(connection.unsentBytes());
  }

  ClientSession session() {
    return session;
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
    if (input.take(bytes, length)) {
      recount(connection.unsentBytes());
      driver.clients().evictIfNeeded();
      closeIfInputIsOver();
      if (closing) {
        return;
      }
    }
    input.pauseReadingIfFull();
    if (canRun()) {
      pending.enqueue(this);
    }
  }

  private void closeIfInputIsOver() {
    if (!closing && input.isOver(limits)) {
      close();
    }
  }

  /** Who waits for a key is not served any more; what can be run is, and is answered. */
  @Override
  public boolean hasUnfinishedInput() {
    return !closing
        && !session.isParked()
        && (queued || input.mayHaveCommand() || !output.isEmpty());
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
    if (!output.isEmpty()) {
      pending.hasOutput(this);
    }
    if (wantsRun()) {
      pending.enqueue(this);
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

  // Memory

  private void recount(long unsentBytes) {
    if (!ended) {
      share.recount(unsentBytes);
    }
  }

  long countedBytes() {
    return share.evictableBytes();
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
    share.letGo();
  }

  /** Gives memory back that the client does not need, because it is idle or asks for less now. */
  void shrink(boolean idle) {
    int capacity = input.capacity();
    input.shrink(idle, session.is(SessionFlags.EXECUTING));
    if (input.capacity() != capacity) {
      recount(connection.unsentBytes());
    }
  }

  // Executing

  private boolean canRun() {
    return !ended
        && !closing
        && !session.isParked()
        && !session.is(SessionFlags.EXECUTING | SessionFlags.CLOSE_AFTER_REPLY)
        && !output.isClogged(driver.clients().memory().isTight());
  }

  /** Whether there may be a command to run. */
  boolean wantsRun() {
    return !input.isEmpty() && canRun();
  }

  /** Has the memory behind the waiting commands' keys fetched with that of others. */
  void noteKeys(KeysAhead ahead) {
    input.noteKeys(ahead, session.db());
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
    input.maxBulkBytes(engine.config().number(NetworkOptions.PROTO_MAX_BULK_LEN));
    limits.limitReply();
    while (count < maxCommands && canRun()) {
      RequestParser.Status status = input.next(session.isAuthenticated());
      if (status == RequestParser.Status.MORE) {
        break;
      }
      if (status == RequestParser.Status.ERROR) {
        protocolError();
        break;
      }
      count++;
      engine.execute(session, input.argv());
      if (session.is(SessionFlags.REPLICA)) {
        session.reply().clear(); // its connection belongs to its feed
      }
      if (engine.turn().nanos() - untilNanos >= 0) {
        break;
      }
    }
    if (!ended) {
      input.executed();
      pending.hasOutput(this);
      if (session.queuedBytes() > 0) {
        closeIfInputIsOver();
      }
    }
    return count;
  }

  private void protocolError() {
    driver.log().log(
        System.Logger.Level.DEBUG,
        "Protocol error (" + input.errorForLog() + ") from client: " + limits.describe());
    session.reply().error(input.error());
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
    } else if (!output.isEmpty()) {
      send();
    }
    if (session.is(SessionFlags.CLOSE_AFTER_REPLY)
        && !session.isParked()
        && !closing
        && output.isEmpty()) {
      closeAfterFlush();
    }
  }

  /** Hands replies to the connection, and sees to what comes of that. */
  private void send() {
    long unsent = output.send();
    if (unsent == ClientOutput.OVER_LIMIT) {
      close();
      letGo();
      return;
    }
    if (!output.isEmpty() && unsent == 0) {
      pending.hasOutput(this);
    }
    if (input.mayHaveCommand() && canRun()) {
      pending.enqueue(this); // the long reply in the way of the next command is gone
    }
    limits.limitReply(); // it may be a subscriber since, or the limit another one
    judgeOutput(unsent);
    driver.clients().evictIfNeeded();
  }

  boolean sendsMuch() {
    return output.sendsMuch();
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
    if (output.isOver(unsentBytes)) {
      close();
      letGo();
    } else {
      recount(unsentBytes);
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
  public void flushReplies() {
    output.sendAll();
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
    return input.waitingBytes();
  }

  @Override
  public int queryBufferFreeBytes() {
    return Math.max(0, input.capacity() - input.waitingBytes());
  }

  @Override
  public long heldBytes() {
    return input.heldBytes();
  }

  @Override
  public boolean isLocal() {
    return connection.isLocal();
  }
}
