package io.jacinth.node.replication;

import io.jacinth.engine.Engine;
import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ClientTransport;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.types.RopeBulk;
import io.jacinth.node.env.Connection;
import io.jacinth.resp.Argv;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.resp.ReplyBuffer.Segment;
import io.jacinth.resp.RequestParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Applies the primary's stream, command by command, and hands its bytes on as they came.
 *
 * <p>A command's bytes go into this node's own log when the command has been applied, so the log's
 * end is the applied offset at every moment. The commands of a transaction take effect together,
 * hence their bytes are kept until EXEC.
 */
final class PrimaryStream {
  private static final int KEPT_BYTES = 1024;
  private static final Segment[] NONE = {};

  private final Around around;
  private final PrimaryLink link;
  private final QueryBuffer in;
  private final RequestParser parser = new RequestParser();
  private final ClientSession session;
  private byte[] transaction = new byte[KEPT_BYTES];
  private int transactionBytes;
  private boolean starving;

  /**
   * The long value of the command at hand, which went straight into the store: not in {@link #in}.
   */
  private Segment[] pages = NONE;

  /** Where in the buffer it would stand. */
  private int pagesAt;

  PrimaryStream(Around around, PrimaryLink link, QueryBuffer in, Connection connection, int db) {
    this.around = around;
    this.link = link;
    this.in = in;
    this.session = around.engine().openPrimary(new PrimaryTransport(connection, in));
    session.select(db);
    parser.maxBulkBytes(Integer.MAX_VALUE - 1024);
    parser.sink(around.engine().bulkSink(session));
  }

  /** Applies what is there; true when the budget ended before the bytes. */
  boolean apply(long budgetNanos) {
    Engine engine = around.engine();
    long now = around.loop().monoNanos();
    engine.turn().read(now);
    long until = now + budgetNanos;
    int untilClock = 16;
    while (!session.isParked()) {
      if (--untilClock == 0) {
        untilClock = 16;
        if (around.loop().monoNanos() - until >= 0) {
          return true;
        }
      }
      parser.release(in);
      if (!parser.isMidCommand()) {
        passEmptyLines();
      }
      int at = in.readIndex();
      RequestParser.Status status = parser.parse(in);
      starving = status == RequestParser.Status.MORE;
      if (starving) {
        return false;
      }
      if (status == RequestParser.Status.ERROR) {
        around.warning("Protocol error from master: " + parser.errorForLog());
        link.drop();
        return false;
      }
      Argv argv = parser.argv();
      int length = (int) parser.lastCommandBytes();
      holdPages(argv);
      execute(engine, argv);
      if (!link.isCurrent(this)) {
        releasePages();
        return false;
      }
      record(at, length);
      link.applied();
    }
    return false;
  }

  /** Whether nothing can be done before more bytes have come. */
  boolean isStarving() {
    return starving;
  }

  private void holdPages(Argv argv) {
    for (int i = 0; i < argv.count(); i++) {
      if (argv.large(i) instanceof RopeBulk rope) {
        pages = rope.pages();
        pagesAt = argv.offset(i);
      }
    }
  }

  private void releasePages() {
    for (Segment page : pages) {
      page.release();
    }
    pages = NONE;
  }

  /** Bare line ends are signs of life and part of the stream. */
  private void passEmptyLines() {
    int length = 0;
    while (length < in.readable()) {
      byte b = in.array()[in.readIndex() + length];
      if (b != '\n' && b != '\r') {
        break;
      }
      length++;
    }
    if (length > 0) {
      around.state().stream().append(in.array(), in.readIndex(), length);
      in.consume(length);
    }
  }

  private void execute(Engine engine, Argv argv) {
    long errors = session.reply().errors();
    engine.execute(session, argv);
    if (session.reply().errors() != errors) {
      String error =
          new String(
              session.reply().array(),
              session.reply().lastErrorOffset(),
              session.reply().lastErrorLength(),
              StandardCharsets.ISO_8859_1);
      around.warning(
          "== CRITICAL == This replica is sending an error to its master: '"
              + error
              + "' after processing the command '"
              + argv.latin1(0)
              + "'");
    }
    session.reply().clear();
  }

  private void record(int at, int length) {
    ReplicationLog log = around.state().stream();
    if (session.is(SessionFlags.MULTI)) {
      if (transaction.length - transactionBytes < length) {
        transaction =
            Arrays.copyOf(transaction, Math.max(transactionBytes + length, transaction.length * 2));
      }
      System.arraycopy(in.array(), at, transaction, transactionBytes, length);
      transactionBytes += length;
      return;
    }
    if (transactionBytes > 0) {
      log.append(transaction, 0, transactionBytes);
      transactionBytes = 0;
      if (transaction.length > 1 << 20) {
        transaction = new byte[KEPT_BYTES];
      }
    }
    if (pages.length == 0) {
      log.append(in.array(), at, length);
    } else {
      appendWithPages(log, at, length);
    }
    log.noteSelectedDb(session.db());
  }

  private void appendWithPages(ReplicationLog log, int at, int length) {
    log.append(in.array(), at, pagesAt - at);
    int left = length - (pagesAt - at);
    for (Segment page : pages) {
      left -= Math.toIntExact(page.length());
      log.append(page);
    }
    pages = NONE;
    log.append(in.array(), pagesAt, left);
  }

  /** The link is gone: what was not applied is forgotten. */
  void close() {
    around.engine().discardTransaction(session);
    around.engine().close(session);
    parser.abandon();
  }

  private record PrimaryTransport(Connection connection, QueryBuffer in)
      implements ClientTransport {
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
      return in.readable();
    }

    @Override
    public int queryBufferFreeBytes() {
      return in.capacity() - in.readable();
    }

    @Override
    public boolean isLocal() {
      return false;
    }
  }
}
