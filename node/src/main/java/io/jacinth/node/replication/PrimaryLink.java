package io.jacinth.node.replication;

import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.rdb.RdbFormatException;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.replication.PrimaryLinkState.Stage;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.resp.QueryBuffer;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The replica's end of the stream: dials the primary, shakes hands, receives a snapshot if it must,
 * and applies the stream.
 *
 * <p>Bytes that arrive are only kept; {@link #turn} works on them, with a budget, between commands.
 * A lost link is dialled again at once, then every second. When a snapshot was refused because of
 * what is in it, the waits grow: the primary would make the same one again and again.
 */
final class PrimaryLink {
  private static final long RETRY_MS = 1000;

  /** A lost SYN is sent again by the system after 1, 3, 7 s; a new dial does not wait that long. */
  private static final int DIAL_MS = 1000;

  private static final long MAX_RETRY_MS = 60_000;
  private static final long ACK_MS = 1000;
  private static final int MAX_LINE_BYTES = 1024;
  private static final int PAUSE_READING_AT_BYTES = 1 << 20;

  private final Around around;
  private final Replication owner;
  private final PrimaryLinkState facts;
  private final String host;
  private final int port;
  private QueryBuffer in = new QueryBuffer();
  private LinkStep step = LinkStep.WAITING;
  private @Nullable Dial dial;
  private @Nullable Connection connection;
  private @Nullable Handshake handshake;
  private @Nullable PrimaryStream stream;
  private @Nullable Payload payload;
  private @Nullable DataLoad load;
  private long retryAtMonoMs;
  private long nextAckMonoMs;
  private long lastHeardMonoMs;
  private int refusals;
  private boolean readingPaused;

  /** Why the connection is gone, whose bytes are still being worked off; else null. */
  private @Nullable String ended;

  private boolean closed;
  private boolean ackWanted;

  PrimaryLink(Around around, Replication owner, PrimaryLinkState facts, String host, int port) {
    this.around = around;
    this.owner = owner;
    this.facts = facts;
    this.host = host;
    this.port = port;
  }

  boolean leadsTo(String otherHost, int otherPort) {
    return port == otherPort && host.equals(otherHost);
  }

  boolean isCurrent(PrimaryStream which) {
    return stream == which;
  }

  // Dialling

  void connect() {
    around.notice("Connecting to MASTER " + host + ":" + port);
    dialNow();
  }

  private void dialNow() {
    around.notice("MASTER <-> REPLICA sync started");
    Dial next = new Dial();
    dial = next;
    step = LinkStep.CONNECTING;
    facts.setStage(Stage.CONNECTING);
    lastHeardMonoMs = around.loop().monoMs();
    String from = around.config().text(NetworkOptions.BIND_SOURCE_ADDR);
    around.loop().connect(host, port, from, Math.min(DIAL_MS, timeoutMs()), next);
  }

  private int timeoutMs() {
    long seconds = around.config().number(ReplicationOptions.REPL_TIMEOUT);
    return (int) Math.min(Integer.MAX_VALUE, seconds * 1000);
  }

  /** One attempt; events of an older one are nobody's. */
  private final class Dial implements ConnectionHandler {
    private byte[] chunk = new byte[16 << 10];

    @Override
    public void onConnected(Connection opened) {
      if (dial != this) {
        opened.close();
        return;
      }
      connected(opened);
    }

    @Override
    public void onBytes(ByteSource bytes) {
      if (dial != this) {
        return;
      }
      heard();
      while (bytes.remaining() > 0) {
        int length = Math.min(bytes.remaining(), chunk.length);
        bytes.read(chunk, 0, length);
        in.append(chunk, 0, length);
        around.engine().statistics().traffic().readFromPrimary(length);
        if (step == LinkStep.STREAM) {
          facts.setReadOffset(facts.readOffset() + length);
        } else if (step == LinkStep.PAYLOAD) {
          facts.transferred(length, lastHeardMonoMs);
        }
      }
      pauseReadingIfFull();
    }

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(String cause) {
      if (dial == this) {
        ended = cause; // what it brought is used up first, as if its end had come behind that
      }
    }
  }

  private void heard() {
    lastHeardMonoMs = around.loop().monoMs();
    facts.heard(lastHeardMonoMs);
  }

  private void pauseReadingIfFull() {
    Payload receiving = payload;
    PrimaryStream applying = stream;
    boolean full =
        in.readable() > PAUSE_READING_AT_BYTES && (applying == null || !applying.isStarving())
            || step == LinkStep.LOADING
            || (receiving != null && receiving.isCongested());
    Connection here = connection;
    if (full != readingPaused && here != null) {
      readingPaused = full;
      here.pauseReading(full);
    }
  }

  private void connected(Connection opened) {
    connection = opened;
    readingPaused = false;
    around.notice("Non blocking connect for SYNC fired the event.");
    step = LinkStep.HANDSHAKE;
    nextAckMonoMs = around.loop().monoMs() + ACK_MS;
    facts.setStage(Stage.HANDSHAKE);
    heard();
    in = new QueryBuffer();
    handshake = new Handshake(around, owner, this::sendWords);
  }

  private void sendWords(String... words) {
    send(Handshake.encode(words));
  }

  private void send(byte[] bytes) {
    Connection here = connection;
    if (here != null) {
      here.write(bytes, 0, bytes.length);
      here.flush();
    }
  }

  // Work

  /** Goes on; true when there is more to do at once. */
  boolean turn(long budgetNanos) {
    try {
      boolean more = work(budgetNanos);
      String cause = ended;
      if (cause == null) {
        pauseReadingIfFull();
      } else if (!more && step != LinkStep.LOADING) {
        lost(cause);
      }
      return more;
    } catch (RdbFormatException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      refuse("the spill file: " + e.getMessage());
    }
    return false;
  }

  private boolean work(long budgetNanos) throws RdbFormatException, IOException {
    while (!closed) {
      switch (step) {
        case WAITING, CONNECTING -> {
          return false;
        }
        case HANDSHAKE, PAYLOAD_HEADER -> {
          String line = readLine();
          if (line == null) {
            return false;
          }
          if (step == LinkStep.PAYLOAD_HEADER) {
            payloadHeader(line);
          } else {
            handshakeReply(line);
          }
        }
        case PAYLOAD -> {
          Payload receiving = payload;
          if (receiving == null || !receiving.take(in)) {
            return false;
          }
          startLoading(receiving);
        }
        case LOADING -> {
          return load(budgetNanos);
        }
        case STREAM -> {
          PrimaryStream here = stream;
          return here != null && here.apply(budgetNanos);
        }
      }
    }
    return false;
  }

  /** The next line without its end, or null. */
  private @Nullable String readLine() {
    String line = Handshake.line(in);
    if (line == null && in.readable() > MAX_LINE_BYTES) {
      around.warning("The line the master sends does not end");
      drop();
    }
    return line;
  }

  private void handshakeReply(String line) {
    Handshake here = handshake;
    if (here == null) {
      return;
    }
    switch (here.reply(line)) {
      case GOES_ON -> {}
      case FAILED -> drop();
      case FULL_RESYNC -> {
        step = LinkStep.PAYLOAD_HEADER;
        facts.setStage(Stage.TRANSFER);
        facts.startTransfer(-1, around.loop().monoMs());
      }
      case CONTINUED -> continueWith(here.replId());
    }
  }

  private void continueWith(String replId) {
    ReplicationState state = around.state();
    if (replId.length() == 40 && !replId.equals(state.replId())) {
      around.notice("Master replication ID changed to " + replId);
      state.renameHistory(replId);
      owner.closeFeeds(); // so that they learn the new name by asking again
    }
    state.stream().activate();
    around.notice("MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.");
    startStream(Math.max(0, state.stream().selectedDb()));
  }

  private void payloadHeader(String line) throws RdbFormatException {
    if (line.isEmpty()) {
      return;
    }
    Payload announced = Payload.announced(around, line);
    if (announced == null) {
      drop();
      return;
    }
    payload = announced;
    facts.startTransfer(announced.lengthBytes(), around.loop().monoMs());
    step = LinkStep.PAYLOAD;
  }

  private void startLoading(Payload received) {
    payload = null;
    around.notice("Discarding previously cached master state.");
    owner.dataIsReplaced();
    around.notice("MASTER <-> REPLICA sync: Flushing old data");
    load = new DataLoad(around, received.spool());
    around.notice("MASTER <-> REPLICA sync: Loading DB in memory");
    step = LinkStep.LOADING;
    nextAckMonoMs = around.loop().monoMs() + ACK_MS;
  }

  private boolean load(long budgetNanos) throws RdbFormatException, IOException {
    DataLoad loading = load;
    if (loading == null) {
      return false;
    }
    switch (loading.step(budgetNanos)) {
      case WORKED -> {
        return true;
      }
      case WAITING -> {
        return false;
      }
      case DONE -> {}
    }
    load = null;
    refusals = 0;
    Handshake agreed = Objects.requireNonNull(handshake);
    around.state().adoptHistory(agreed.replId(), agreed.offset());
    around.notice("MASTER <-> REPLICA sync: Finished with success");
    startStream(Math.max(0, loading.streamDb()));
    return true;
  }

  private void startStream(int db) {
    Connection here = connection;
    if (here == null) {
      return;
    }
    facts.established();
    facts.setStage(Stage.CONNECTED);
    facts.setReadOffset(around.state().offset() + in.readable());
    around.state().stream().noteSelectedDb(db);
    heard();
    stream = new PrimaryStream(around, this, in, here, db);
    step = LinkStep.STREAM;
    sendAck();
    owner.linkChanged();
  }

  // Time

  /** At least ten times a second. */
  void cron(long monoMs) {
    if (closed) {
      return;
    }
    if (step == LinkStep.WAITING) {
      if (monoMs >= retryAtMonoMs) {
        connect();
      }
      return;
    }
    if (monoMs >= nextAckMonoMs) {
      switch (step) {
        case STREAM -> sendAck();
        // Who only waits would not notice for a long time that the primary has lost power.
        case HANDSHAKE, PAYLOAD_HEADER, PAYLOAD, LOADING -> sendSignOfLife();
        case WAITING, CONNECTING -> {}
      }
    }
    if (step != LinkStep.LOADING && monoMs - lastHeardMonoMs > timeoutMs()) {
      around.warning(step.timeoutText());
      drop();
    }
  }

  /** When {@link #cron} has something to do. */
  long nextDeadlineMonoMs() {
    return switch (step) {
      case WAITING -> retryAtMonoMs;
      case STREAM, LOADING, PAYLOAD_HEADER, PAYLOAD, HANDSHAKE -> nextAckMonoMs;
      case CONNECTING -> Long.MAX_VALUE;
    };
  }

  /** {@code REPLCONF ACK} with the applied offset. */
  void sendAck() {
    if (step == LinkStep.STREAM) {
      nextAckMonoMs = around.loop().monoMs() + ACK_MS;
      sendWords("REPLCONF", "ACK", Long.toString(around.state().offset()));
    }
  }

  /** The primary asks: answered when the asking itself has been counted. */
  void wantAck() {
    ackWanted = true;
  }

  /** A command has been applied and counted. */
  void applied() {
    if (ackWanted) {
      ackWanted = false;
      sendAck();
    }
  }

  private void sendSignOfLife() {
    nextAckMonoMs = around.loop().monoMs() + ACK_MS;
    send(new byte[] {'\n'});
  }

  // Ends

  private void refuse(String reason) {
    boolean oldDataGone = load != null;
    around.warning(
        "MASTER <-> REPLICA sync: the data of the master cannot be loaded: "
            + reason
            + (oldDataGone ? "" : ". The data this node had is kept."));
    refusals++;
    drop();
  }

  /** Cuts the connection; it is dialled again. */
  void drop() {
    Connection here = connection;
    dial = null;
    if (here != null) {
      here.close();
    }
    lost("");
  }

  private void lost(String cause) {
    LinkStep was = step;
    cleanUp();
    if (closed) {
      return;
    }
    long now = around.loop().monoMs();
    facts.setStage(Stage.CONNECT);
    step = LinkStep.WAITING;
    long waitMs = Math.min(MAX_RETRY_MS, RETRY_MS << Math.min(refusals, 6));
    retryAtMonoMs = now + waitMs;
    switch (was) {
      case STREAM -> {
        facts.lost(now);
        around.notice("Connection with master lost.");
        around.notice("Caching the disconnected master state.");
        around.notice("Reconnecting to MASTER " + host + ":" + port);
        owner.linkChanged();
        dialNow();
      }
      case CONNECTING, HANDSHAKE -> {
        if (!cause.isEmpty()) {
          around.warning("Error condition on socket for SYNC: " + cause);
        }
      }
      case PAYLOAD_HEADER, PAYLOAD, LOADING -> {
        if (!cause.isEmpty()) {
          around.warning("I/O error trying to sync with MASTER: " + cause);
        }
        owner.linkChanged();
      }
      case WAITING -> {}
    }
  }

  private void cleanUp() {
    dial = null;
    ended = null;
    connection = null;
    readingPaused = false;
    handshake = null;
    PrimaryStream applying = stream;
    if (applying != null) {
      stream = null;
      applying.close();
    }
    Payload receiving = payload;
    if (receiving != null) {
      payload = null;
      receiving.discard();
    }
    DataLoad loading = load;
    if (loading != null) {
      load = null;
      loading.abandon();
    }
    in = new QueryBuffer();
  }

  /** Ends for good: the role changes or the node stops. */
  void close() {
    closed = true;
    Connection here = connection;
    cleanUp();
    if (here != null) {
      here.close();
    }
  }
}
