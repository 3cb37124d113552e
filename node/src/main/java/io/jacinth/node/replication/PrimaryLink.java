package io.jacinth.node.replication;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.persist.RdbFormatException;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.replication.PrimaryLinkState.Stage;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.resp.QueryBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
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
  private static final long MAX_RETRY_MS = 60_000;
  private static final long ACK_MS = 1000;
  private static final int MAX_LINE_BYTES = 1024;
  private static final int PAUSE_READING_AT_BYTES = 1 << 20;

  private enum Step {
    WAITING,
    CONNECTING,
    HANDSHAKE,
    PAYLOAD_HEADER,
    PAYLOAD,
    LOADING,
    STREAM
  }

  private enum Expected {
    PONG,
    AUTH,
    LISTENING_PORT,
    IP_ADDRESS,
    CAPABILITIES,
    PSYNC
  }

  private final Around around;
  private final Replication owner;
  private final PrimaryLinkState facts;
  private final String host;
  private final int port;
  private final ArrayDeque<Expected> expected = new ArrayDeque<>();
  private QueryBuffer in = new QueryBuffer();
  private Step step = Step.WAITING;
  private @Nullable Dial dial;
  private @Nullable Connection connection;
  private @Nullable PrimaryStream stream;
  private @Nullable Payload payload;
  private @Nullable DataLoad load;
  private String newReplId = "";
  private long newOffset;
  private long retryAtMonoMs;
  private long nextAckMonoMs;
  private long lastHeardMonoMs;
  private int refusals;
  private boolean readingPaused;
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

  boolean isLoading() {
    return load != null;
  }

  // Dialling

  /** Dials. */
  void connect() {
    around.notice("Connecting to MASTER " + host + ":" + port);
    dialNow();
  }

  private void dialNow() {
    around.notice("MASTER <-> REPLICA sync started");
    Config config = around.config();
    Dial next = new Dial();
    dial = next;
    step = Step.CONNECTING;
    facts.setStage(Stage.CONNECTING);
    lastHeardMonoMs = around.loop().monoMs();
    around
        .loop()
        .connect(host, port, config.text(NetworkOptions.BIND_SOURCE_ADDR), timeoutMs(), next);
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
        if (step == Step.STREAM) {
          facts.setReadOffset(facts.readOffset() + length);
        } else if (step == Step.PAYLOAD) {
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
        lost(cause);
      }
    }
  }

  private void heard() {
    lastHeardMonoMs = around.loop().monoMs();
    facts.heard(lastHeardMonoMs);
  }

  private void pauseReadingIfFull() {
    Payload receiving = payload;
    boolean full =
        in.readable() > PAUSE_READING_AT_BYTES
            || step == Step.LOADING
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
    step = Step.HANDSHAKE;
    facts.setStage(Stage.HANDSHAKE);
    heard();
    in = new QueryBuffer();
    expected.clear();
    send(Expected.PONG, "PING");
  }

  private void send(Expected reply, String... words) {
    expected.add(reply);
    sendWords(words);
  }

  private void sendWords(String... words) {
    Connection here = connection;
    if (here == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append('*').append(words.length).append("\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    here.write(bytes, 0, bytes.length);
    here.flush();
  }

  private void sendHandshake() {
    Config config = around.config();
    String password = config.text(ReplicationOptions.MASTERAUTH);
    String user = config.text(ReplicationOptions.MASTERUSER);
    if (password.isEmpty() && config.isOn(ClusterOptions.CLUSTER_ENABLED)) {
      // One password for the whole cluster is what people mean; a replica that silently never
      // syncs because masterauth was forgotten is what they get otherwise.
      password = config.text(NetworkOptions.REQUIREPASS);
      if (!password.isEmpty()) {
        owner.notePasswordBorrowed();
      }
    }
    if (!password.isEmpty()) {
      if (user.isEmpty()) {
        send(Expected.AUTH, "AUTH", password);
      } else {
        send(Expected.AUTH, "AUTH", user, password);
      }
    }
    int announced = config.intNumber(ReplicationOptions.REPLICA_ANNOUNCE_PORT);
    int own = announced != 0 ? announced : config.intNumber(NetworkOptions.PORT);
    send(Expected.LISTENING_PORT, "REPLCONF", "listening-port", Integer.toString(own));
    String ip = config.text(ReplicationOptions.REPLICA_ANNOUNCE_IP);
    if (!ip.isEmpty()) {
      send(Expected.IP_ADDRESS, "REPLCONF", "ip-address", ip);
    }
    send(Expected.CAPABILITIES, "REPLCONF", "capa", "eof", "capa", "psync2");
  }

  private void sendPsync() {
    ReplicationState state = around.state();
    if (state.hasHistory()) {
      String next = Long.toString(state.offset() + 1);
      around.notice(
          "Trying a partial resynchronization (request " + state.replId() + ":" + next + ").");
      send(Expected.PSYNC, "PSYNC", state.replId(), next);
    } else {
      around.notice("Partial resynchronization not possible (no cached master)");
      send(Expected.PSYNC, "PSYNC", "?", "-1");
    }
  }

  // Work

  /** Goes on; true when there is more to do at once. */
  boolean turn(long budgetNanos) {
    try {
      boolean more = work(budgetNanos);
      pauseReadingIfFull();
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
          if (step == Step.PAYLOAD_HEADER) {
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
    int start = in.readIndex();
    int length = in.readable();
    for (int i = 0; i < length; i++) {
      if (in.array()[start + i] == '\n') {
        int end = i > 0 && in.array()[start + i - 1] == '\r' ? i - 1 : i;
        String line = new String(in.array(), start, end, StandardCharsets.ISO_8859_1);
        in.consume(i + 1);
        return line;
      }
    }
    if (length > MAX_LINE_BYTES) {
      around.warning("The line the master sends does not end");
      drop();
    }
    return null;
  }

  private void handshakeReply(String line) {
    Expected reply = expected.peek();
    if (line.isEmpty() && reply == Expected.PSYNC) {
      return; // the primary is busy making a snapshot and shows that it lives
    }
    expected.poll();
    if (reply == null) {
      around.warning("The master answers what was not asked: " + line);
      drop();
      return;
    }
    boolean refused = line.startsWith("-");
    switch (reply) {
      case PONG -> {
        if (refused
            && !line.startsWith("-NOAUTH")
            && !line.startsWith("-NOPERM")
            && !line.startsWith("-ERR operation not permitted")) {
          around.warning("Error reply to PING from master: '" + line + "'");
          drop();
          return;
        }
        around.notice("Master replied to PING, replication can continue...");
        sendHandshake();
      }
      case AUTH -> {
        if (refused) {
          around.warning("Unable to AUTH to MASTER: " + line);
          drop();
        }
      }
      case LISTENING_PORT -> {
        if (refused) {
          notUnderstood("listening-port", line);
        }
      }
      case IP_ADDRESS -> {
        if (refused) {
          notUnderstood("ip-address", line);
        }
      }
      case CAPABILITIES -> {
        if (refused) {
          notUnderstood("capa", line);
        }
        sendPsync();
      }
      case PSYNC -> psyncReply(line);
    }
  }

  private void notUnderstood(String option, String line) {
    around.notice("(Non critical) Master does not understand REPLCONF " + option + ": " + line);
  }

  private void psyncReply(String line) {
    if (line.startsWith("+FULLRESYNC")) {
      String[] words = line.split(" ", -1);
      if (words.length < 3 || words[1].length() != 40 || !isNumber(words[2])) {
        around.warning("Master replied with wrong +FULLRESYNC syntax.");
        drop();
        return;
      }
      newReplId = words[1];
      newOffset = Long.parseLong(words[2]);
      around.notice("Full resync from master: " + newReplId + ":" + newOffset);
      step = Step.PAYLOAD_HEADER;
      facts.setStage(Stage.TRANSFER);
      facts.startTransfer(-1, around.loop().monoMs());
    } else if (line.startsWith("+CONTINUE")) {
      around.notice("Successful partial resynchronization with master.");
      continueWith(line.length() > "+CONTINUE ".length() ? line.substring(10).trim() : "");
    } else if (line.startsWith("-NOMASTERLINK") || line.startsWith("-LOADING")) {
      around.notice("Master is currently unable to PSYNC but should be in the future: " + line);
      drop();
    } else {
      around.notice("Master does not support PSYNC or is in error state (reply: " + line + ")");
      drop();
    }
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() < 19
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
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
    if (line.startsWith("-")) {
      around.warning("MASTER aborted replication with an error: " + line.substring(1));
      drop();
      return;
    }
    if (!line.startsWith("$")) {
      around.warning(
          "Bad protocol from MASTER, the first byte is not '$' (we received '"
              + line
              + "'), are you sure the host and port are right?");
      drop();
      return;
    }
    String mark = "";
    long length = -1;
    if (line.startsWith("$EOF:") && line.length() == 45) {
      mark = line.substring(5);
      around.notice(
          "MASTER <-> REPLICA sync: receiving streamed RDB from master with EOF to memory or disk");
    } else if (isNumber(line.substring(1))) {
      length = Long.parseLong(line.substring(1));
      around.notice(
          "MASTER <-> REPLICA sync: receiving " + length + " bytes from master to memory or disk");
    } else {
      throw new RdbFormatException("Bad length of the snapshot: " + line, 0);
    }
    payload =
        new Payload(
            around, around.engine().keyspace().databaseCount(), maxStringBytes(), length, mark);
    facts.startTransfer(length < 0 ? 0 : length, around.loop().monoMs());
    step = Step.PAYLOAD;
  }

  private int maxStringBytes() {
    long limit = around.config().number(NetworkOptions.PROTO_MAX_BULK_LEN);
    return (int) Math.min(limit, Integer.MAX_VALUE - (1 << 20));
  }

  private void startLoading(Payload received) {
    payload = null;
    around.notice("Discarding previously cached master state.");
    owner.dataIsReplaced();
    around.notice("MASTER <-> REPLICA sync: Flushing old data");
    load = new DataLoad(around, received.spool(), maxStringBytes());
    around.notice("MASTER <-> REPLICA sync: Loading DB in memory");
    step = Step.LOADING;
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
    around.state().adoptHistory(newReplId, newOffset);
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
    step = Step.STREAM;
    sendAck();
    owner.linkChanged();
  }

  // Time

  /** At least ten times a second. */
  void cron(long monoMs) {
    if (closed) {
      return;
    }
    if (step == Step.WAITING) {
      if (monoMs >= retryAtMonoMs) {
        connect();
      }
      return;
    }
    if (monoMs >= nextAckMonoMs) {
      if (step == Step.STREAM) {
        sendAck();
      } else if (step == Step.LOADING) {
        sendSignOfLife();
      }
    }
    if (step != Step.LOADING && monoMs - lastHeardMonoMs > timeoutMs()) {
      around.warning(
          switch (step) {
            case STREAM -> "MASTER timeout: no data nor PING received...";
            case PAYLOAD_HEADER, PAYLOAD ->
                "Timeout receiving bulk data from MASTER... If the problem persists try to set the"
                    + " 'repl-timeout' parameter in redis.conf to a larger value.";
            default -> "Timeout connecting to the MASTER...";
          });
      drop();
    }
  }

  /** When {@link #cron} has something to do. */
  long nextDeadlineMonoMs() {
    return switch (step) {
      case WAITING -> retryAtMonoMs;
      case STREAM, LOADING -> nextAckMonoMs;
      case CONNECTING, HANDSHAKE, PAYLOAD_HEADER, PAYLOAD -> Long.MAX_VALUE;
    };
  }

  /** {@code REPLCONF ACK} with the applied offset. */
  void sendAck() {
    if (step == Step.STREAM) {
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
    Connection here = connection;
    if (here != null) {
      here.write(new byte[] {'\n'}, 0, 1);
      here.flush();
    }
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
    Step was = step;
    cleanUp();
    if (closed) {
      return;
    }
    long now = around.loop().monoMs();
    facts.setStage(Stage.CONNECT);
    step = Step.WAITING;
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
    connection = null;
    readingPaused = false;
    expected.clear();
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
