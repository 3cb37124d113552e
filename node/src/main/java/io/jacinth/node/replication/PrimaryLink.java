package io.jacinth.node.replication;

import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.rdb.RdbFormatException;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.replication.PrimaryLinkState.Stage;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.resp.QueryBuffer;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The replica's end of the stream: dials the primary, shakes hands, receives a snapshot if it must,
 * and applies the stream. Where it stands is the {@link Stage} of its {@link PrimaryLinkState};
 * what a stage works with is there as long as the stage lasts.
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
  private @Nullable PrimaryConnection connection;
  private @Nullable Handshake handshake;
  private @Nullable Transfer transfer;
  private @Nullable PrimaryStream stream;
  private long retryAtMonoMs;
  private long nextAckMonoMs;
  private long lastHeardMonoMs;
  private int refusals;
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
    PrimaryConnection next = new PrimaryConnection(this::connected, this::received);
    connection = next;
    facts.setStage(Stage.CONNECTING);
    lastHeardMonoMs = around.loop().monoMs();
    String from = around.config().text(NetworkOptions.BIND_SOURCE_ADDR);
    around.loop().connect(host, port, from, Math.min(DIAL_MS, timeoutMs()), next);
  }

  private int timeoutMs() {
    long seconds = around.config().number(ReplicationOptions.REPL_TIMEOUT);
    return (int) Math.min(Integer.MAX_VALUE, seconds * 1000);
  }

  private void connected() {
    around.notice("Non blocking connect for SYNC fired the event.");
    nextAckMonoMs = around.loop().monoMs() + ACK_MS;
    facts.setStage(Stage.HANDSHAKE);
    heard();
    handshake = new Handshake(around, owner, this::sendWords);
  }

  private void received(int bytes) {
    heard();
    around.engine().statistics().traffic().readFromPrimary(bytes);
    Transfer here = transfer;
    if (facts.isUp()) {
      facts.setReadOffset(facts.readOffset() + bytes);
    } else if (here != null && here.isReceiving()) {
      facts.transferred(bytes, lastHeardMonoMs);
    }
    pauseReadingIfFull();
  }

  private void heard() {
    lastHeardMonoMs = around.loop().monoMs();
    facts.heard(lastHeardMonoMs);
  }

  private void pauseReadingIfFull() {
    PrimaryConnection here = connection;
    if (here != null) {
      here.pauseReading(isFull(here.in()));
    }
  }

  private boolean isFull(QueryBuffer in) {
    PrimaryStream applying = stream;
    Transfer receiving = transfer;
    return in.readable() > PAUSE_READING_AT_BYTES && (applying == null || !applying.isStarving())
        || (receiving != null && receiving.isCongested());
  }

  private void sendWords(String... words) {
    send(Handshake.encode(words));
  }

  private void send(byte[] bytes) {
    PrimaryConnection here = connection;
    if (here != null) {
      here.send(bytes);
    }
  }

  // Work

  /** Goes on; true when there is more to do at once. */
  boolean turn(long budgetNanos) {
    try {
      boolean more = work(budgetNanos);
      PrimaryConnection here = connection;
      String cause = here == null ? null : here.endCause();
      if (cause == null) {
        pauseReadingIfFull();
      } else if (!more && !isLoading()) {
        lost(cause); // all it has brought is used up
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
      switch (facts.stage()) {
        case CONNECT, CONNECTING -> {
          return false;
        }
        case HANDSHAKE -> {
          String line = readLine();
          if (line == null) {
            return false;
          }
          handshakeReply(line);
        }
        case TRANSFER -> {
          Transfer here = Objects.requireNonNull(transfer);
          if (!here.awaitsAnnouncement()) {
            return goOn(here, budgetNanos);
          }
          String line = readLine();
          if (line == null) {
            return false;
          }
          if (!here.announced(line)) {
            drop();
          }
        }
        case CONNECTED -> {
          PrimaryStream here = stream;
          return here != null && here.apply(budgetNanos);
        }
      }
    }
    return false;
  }

  private QueryBuffer in() {
    return Objects.requireNonNull(connection).in();
  }

  /** The next line without its end, or null. */
  private @Nullable String readLine() {
    QueryBuffer in = in();
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
      case FULL_RESYNC ->
          transfer = new Transfer(around, owner, facts, here.replId(), here.offset());
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

  private boolean goOn(Transfer here, long budgetNanos) throws RdbFormatException, IOException {
    if (here.isReceiving()) {
      if (!here.receive(in())) {
        return false;
      }
      nextAckMonoMs = around.loop().monoMs() + ACK_MS;
    }
    return switch (here.load(budgetNanos)) {
      case WORKED -> true;
      case WAITING -> false;
      case DONE -> {
        refusals = 0;
        transfer = null;
        startStream(here.streamDb());
        yield true;
      }
    };
  }

  private boolean isLoading() {
    Transfer here = transfer;
    return here != null && here.isLoading();
  }

  private void startStream(int db) {
    PrimaryConnection here = connection;
    if (here == null) {
      return;
    }
    facts.established();
    facts.setStage(Stage.CONNECTED);
    facts.setReadOffset(around.state().offset() + here.in().readable());
    around.state().stream().noteSelectedDb(db);
    heard();
    stream = new PrimaryStream(around, this, here.in(), here.opened(), db);
    sendAck();
    owner.linkChanged();
  }

  // Time

  /** At least ten times a second. */
  void cron(long monoMs) {
    if (closed) {
      return;
    }
    if (facts.stage() == Stage.CONNECT) {
      if (monoMs >= retryAtMonoMs) {
        connect();
      }
      return;
    }
    if (monoMs >= nextAckMonoMs) {
      switch (facts.stage()) {
        case CONNECTED -> sendAck();
        // Who only waits would not notice for a long time that the primary has lost power.
        case HANDSHAKE, TRANSFER -> sendSignOfLife();
        case CONNECT, CONNECTING -> {}
      }
    }
    if (!isLoading() && monoMs - lastHeardMonoMs > timeoutMs()) {
      around.warning(timeoutText());
      drop();
    }
  }

  /** What the log says when nothing was heard for too long. */
  private String timeoutText() {
    return switch (facts.stage()) {
      case CONNECTED -> "MASTER timeout: no data nor PING received...";
      case TRANSFER -> Payload.TIMED_OUT;
      case CONNECT, CONNECTING, HANDSHAKE -> "Timeout connecting to the MASTER...";
    };
  }

  /** When {@link #cron} has something to do. */
  long nextDeadlineMonoMs() {
    return switch (facts.stage()) {
      case CONNECT -> retryAtMonoMs;
      case CONNECTING -> Long.MAX_VALUE;
      case HANDSHAKE, TRANSFER, CONNECTED -> nextAckMonoMs;
    };
  }

  /** {@code REPLCONF ACK} with the applied offset. */
  void sendAck() {
    if (facts.isUp()) {
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
    around.warning(
        "MASTER <-> REPLICA sync: the data of the master cannot be loaded: "
            + reason
            + (isLoading() ? "" : ". The data this node had is kept."));
    refusals++;
    drop();
  }

  /** Cuts the connection; it is dialled again. */
  void drop() {
    PrimaryConnection here = connection;
    if (here != null) {
      here.close();
    }
    lost("");
  }

  private void lost(String cause) {
    Stage was = facts.stage();
    cleanUp();
    if (closed) {
      return;
    }
    long now = around.loop().monoMs();
    facts.setStage(Stage.CONNECT);
    long waitMs = Math.min(MAX_RETRY_MS, RETRY_MS << Math.min(refusals, 6));
    retryAtMonoMs = now + waitMs;
    switch (was) {
      case CONNECTED -> {
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
      case TRANSFER -> {
        if (!cause.isEmpty()) {
          around.warning("I/O error trying to sync with MASTER: " + cause);
        }
        owner.linkChanged();
      }
      case CONNECT -> {}
    }
  }

  private void cleanUp() {
    PrimaryConnection gone = connection;
    if (gone != null) {
      connection = null;
      gone.abandon();
    }
    handshake = null;
    PrimaryStream applying = stream;
    if (applying != null) {
      stream = null;
      applying.close();
    }
    Transfer interrupted = transfer;
    if (interrupted != null) {
      transfer = null;
      interrupted.abandon();
    }
  }

  /** Ends for good: the role changes or the node stops. */
  void close() {
    closed = true;
    PrimaryConnection here = connection;
    cleanUp();
    if (here != null) {
      here.close();
    }
  }
}
