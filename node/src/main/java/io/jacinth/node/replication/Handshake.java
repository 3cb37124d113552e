package io.jacinth.node.replication;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.resp.QueryBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What replica and primary say before the stream: PING, AUTH, what the replica is and can, and
 * PSYNC. One line of the primary is one answer; the replica asks everything it can ask at once.
 */
final class Handshake {
  /** Where an answer leaves the two. */
  enum Outcome {
    GOES_ON,
    /** The link must be cut and tried again. */
    FAILED,
    /** A snapshot of {@link #replId} at {@link #offset} follows. */
    FULL_RESYNC,
    /** The stream goes on; {@link #replId} is its new name, or empty. */
    CONTINUED
  }

  /** Sends a command. */
  @FunctionalInterface
  interface Words {
    void send(String... words);
  }

  private enum Expected {
    PONG,
    AUTH,
    LISTENING_PORT,
    IP_ADDRESS,
    CAPABILITIES,
    PSYNC
  }

  private static final int ID_CHARS = 40;

  private final Around around;
  private final Replication owner;
  private final Words words;
  private final ArrayDeque<Expected> expected = new ArrayDeque<>();
  private String replId = "";
  private long offset;

  /** Begins with PING. */
  Handshake(Around around, Replication owner, Words words) {
    this.around = around;
    this.owner = owner;
    this.words = words;
    ask(Expected.PONG, "PING");
  }

  String replId() {
    return replId;
  }

  long offset() {
    return offset;
  }

  private void ask(Expected reply, String... command) {
    expected.add(reply);
    words.send(command);
  }

  /** A line of the primary. */
  Outcome reply(String line) {
    Expected reply = expected.peek();
    if (line.isEmpty() && reply == Expected.PSYNC) {
      return Outcome.GOES_ON; // the primary is busy making a snapshot and shows that it lives
    }
    expected.poll();
    if (reply == null) {
      around.warning("The master answers what was not asked: " + line);
      return Outcome.FAILED;
    }
    boolean refused = line.startsWith("-");
    return switch (reply) {
      case PONG -> pong(line, refused);
      case AUTH -> {
        if (refused) {
          around.warning("Unable to AUTH to MASTER: " + line);
        }
        yield refused ? Outcome.FAILED : Outcome.GOES_ON;
      }
      case LISTENING_PORT -> understood("listening-port", line, refused);
      case IP_ADDRESS -> understood("ip-address", line, refused);
      case CAPABILITIES -> {
        Outcome outcome = understood("capa", line, refused);
        askForStream();
        yield outcome;
      }
      case PSYNC -> streamReply(line);
    };
  }

  private Outcome pong(String line, boolean refused) {
    boolean wantsPassword =
        line.startsWith("-NOAUTH")
            || line.startsWith("-NOPERM")
            || line.startsWith("-ERR operation not permitted");
    if (refused && !wantsPassword) {
      around.warning("Error reply to PING from master: '" + line + "'");
      return Outcome.FAILED;
    }
    around.notice("Master replied to PING, replication can continue...");
    introduce();
    return Outcome.GOES_ON;
  }

  private Outcome understood(String option, String line, boolean refused) {
    if (refused) {
      around.notice("(Non critical) Master does not understand REPLCONF " + option + ": " + line);
    }
    return Outcome.GOES_ON;
  }

  private void introduce() {
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
        ask(Expected.AUTH, "AUTH", password);
      } else {
        ask(Expected.AUTH, "AUTH", user, password);
      }
    }
    int announced = config.intNumber(ReplicationOptions.REPLICA_ANNOUNCE_PORT);
    int own = announced != 0 ? announced : config.intNumber(NetworkOptions.PORT);
    ask(Expected.LISTENING_PORT, "REPLCONF", "listening-port", Integer.toString(own));
    String ip = config.text(ReplicationOptions.REPLICA_ANNOUNCE_IP);
    if (!ip.isEmpty()) {
      ask(Expected.IP_ADDRESS, "REPLCONF", "ip-address", ip);
    }
    ask(Expected.CAPABILITIES, "REPLCONF", "capa", "eof", "capa", "psync2");
  }

  private void askForStream() {
    ReplicationState state = around.state();
    if (state.hasHistory()) {
      String next = Long.toString(state.offset() + 1);
      around.notice(
          "Trying a partial resynchronization (request " + state.replId() + ":" + next + ").");
      ask(Expected.PSYNC, "PSYNC", state.replId(), next);
    } else {
      around.notice("Partial resynchronization not possible (no cached master)");
      ask(Expected.PSYNC, "PSYNC", "?", "-1");
    }
  }

  private Outcome streamReply(String line) {
    if (line.startsWith("+FULLRESYNC")) {
      String[] parts = line.split(" ", -1);
      if (parts.length < 3 || parts[1].length() != ID_CHARS || !isNumber(parts[2])) {
        around.warning("Master replied with wrong +FULLRESYNC syntax.");
        return Outcome.FAILED;
      }
      replId = parts[1];
      offset = Long.parseLong(parts[2]);
      around.notice("Full resync from master: " + replId + ":" + offset);
      return Outcome.FULL_RESYNC;
    }
    if (line.startsWith("+CONTINUE")) {
      around.notice("Successful partial resynchronization with master.");
      replId = line.substring("+CONTINUE".length()).trim();
      return Outcome.CONTINUED;
    }
    if (line.startsWith("-NOMASTERLINK") || line.startsWith("-LOADING")) {
      around.notice("Master is currently unable to PSYNC but should be in the future: " + line);
    } else {
      around.notice("Master does not support PSYNC or is in error state (reply: " + line + ")");
    }
    return Outcome.FAILED;
  }

  /** Takes the next line, without its end, out of the buffer; null if it is not complete. */
  static @Nullable String line(QueryBuffer in) {
    int start = in.readIndex();
    for (int i = 0; i < in.readable(); i++) {
      if (in.array()[start + i] == '\n') {
        int end = i > 0 && in.array()[start + i - 1] == '\r' ? i - 1 : i;
        String line = new String(in.array(), start, end, StandardCharsets.ISO_8859_1);
        in.consume(i + 1);
        return line;
      }
    }
    return null;
  }

  /** A command as RESP. */
  static byte[] encode(String... command) {
    StringBuilder text = new StringBuilder();
    text.append('*').append(command.length).append("\r\n");
    for (String word : command) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() < 19
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
