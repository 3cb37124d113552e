package io.jacinth.server.differential;

import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All data of a server: for every key its type, encoding, value and expiry. Where both servers know
 * it, DEBUG DIGEST speaks for the values of databases that are not listed.
 */
record State(TreeMap<String, Entry> entries, String digest) {
  /** Both servers got the call that set an expiry within this time of each other. */
  private static final long EXPIRY_TOLERANCE_MS = 10_000;

  private static final Pattern LONG_SCORE = Pattern.compile("E|\\.(?!0\\b|5\\b)");

  private static final int DATABASES = 4;
  private static final int SHOWN_CHARS = 300;

  /** So often (every 2 ms) the keys are listed until those past their time are gone. */
  private static final int EXPIRY_LOOKS_MAX = 500;

  /** One key. */
  record Entry(String type, String encoding, long expireAtMs, String value) {
    private boolean sameAs(Entry other) {
      return type.equals(other.type)
          && (encoding.equals(other.encoding) || isSmall(other))
          && value.equals(other.value)
          && (expireAtMs < 0) == (other.expireAtMs < 0)
          && Math.abs(expireAtMs - other.expireAtMs) <= EXPIRY_TOLERANCE_MS;
    }

    /** 7.2 keeps small sets and lists in listpacks, 7.0 does not. */
    private boolean isSmall(Entry ours) {
      return ours.encoding.endsWith("listpack")
          && (type.equals("+set") || encoding.endsWith("quicklist"));
    }

    /** Scores go into digests as text, which 7.2 writes with fewer digits. */
    private boolean hasLongScores() {
      return type.equals("+zset") && LONG_SCORE.matcher(value).find();
    }

    private int firstDifference(Entry other) {
      int most = Math.min(value.length(), other.value.length());
      int at = 0;
      while (at < most && value.charAt(at) == other.value.charAt(at)) {
        at++;
      }
      return at;
    }

    /** From a little before the place where it differs from another. */
    String show(int differsAt) {
      int from = differsAt <= SHOWN_CHARS / 2 ? 0 : differsAt - SHOWN_CHARS / 2;
      int to = Math.min(value.length(), from + SHOWN_CHARS);
      String shown = (from > 0 ? "..." : "") + value.substring(from, to);
      return type + " " + encoding + " expires " + expireAtMs + " " + shown;
    }
  }

  static State of(Wire wire, boolean cluster) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    for (int db = 0; db < (cluster ? 1 : DATABASES); db++) {
      if (!cluster) {
        wire.ask("SELECT " + db);
      }
      read(wire, db, keys(wire), entries);
    }
    if (!cluster) {
      wire.ask("SELECT 0");
    }
    return new State(entries, Words.latin1(wire.ask("DEBUG DIGEST")));
  }

  /**
   * The keys of a database that holds no others: one whose time is over is part of the digest until
   * the server comes across it.
   */
  private static List<RespValue> keys(Wire wire) {
    for (int attempt = 0; ; attempt++) {
      List<RespValue> keys =
          value(wire.ask("KEYS *")) instanceof RespValue.Aggregate all ? all.items() : List.of();
      boolean all =
          value(wire.ask("DBSIZE")) instanceof RespValue.Int size && size.value() == keys.size();
      if (all || attempt == EXPIRY_LOOKS_MAX) {
        return keys;
      }
      SideBySide.pause();
    }
  }

  private static void read(
      Wire wire, int db, List<RespValue> keys, TreeMap<String, Entry> entries) {
    List<Call> asked = new ArrayList<>();
    for (RespValue key : keys) {
      byte[] name = ((RespValue.Bulk) key).bytes();
      asked.add(call(Words.bytes("TYPE"), name));
      asked.add(call(Words.bytes("OBJECT"), Words.bytes("ENCODING"), name));
      asked.add(call(Words.bytes("PEXPIRETIME"), name));
    }
    List<byte[]> facts = wire.ask(asked);
    List<Call> reads = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] name = ((RespValue.Bulk) keys.get(i)).bytes();
      reads.add(readOf(Words.latin1(facts.get(3 * i)).strip(), name));
    }
    List<byte[]> values = wire.ask(reads);
    for (int i = 0; i < keys.size(); i++) {
      byte[] name = ((RespValue.Bulk) keys.get(i)).bytes();
      long expireAt = value(facts.get(3 * i + 2)) instanceof RespValue.Int at ? at.value() : -9;
      String type = Words.latin1(facts.get(3 * i)).strip();
      entries.put(
          db + ":" + Words.show(name),
          new Entry(
              type,
              Words.latin1(facts.get(3 * i + 1)).replace("\r\n", " ").strip(),
              expireAt,
              text(type, values.get(i))));
    }
  }

  private static Call readOf(String type, byte[] key) {
    byte[] zero = Words.bytes("0");
    byte[] end = Words.bytes("-1");
    return switch (type) {
      case "+list" -> call(Words.bytes("LRANGE"), key, zero, end);
      case "+set" -> call(Words.bytes("SMEMBERS"), key);
      case "+hash" -> call(Words.bytes("HGETALL"), key);
      case "+zset" ->
          call(Words.bytes("ZSCAN"), key, zero, Words.bytes("COUNT"), Words.bytes("1000000"));
      case "+stream" ->
          call(
              Words.bytes("XINFO"),
              Words.bytes("STREAM"),
              key,
              Words.bytes("FULL"),
              Words.bytes("COUNT"),
              zero);
      default -> call(Words.bytes("GET"), key);
    };
  }

  /** Sets and hashes have no order of their own; the order of a sorted set is its scores'. */
  private static String text(String type, byte[] reply) {
    RespValue value = value(reply);
    if (value == null) {
      return Words.latin1(reply);
    }
    return switch (type) {
      case "+set" -> Compare.sorted(value, 1, 1);
      case "+hash" -> Compare.sorted(value, 2, 1);
      case "+zset" -> Compare.sorted(Compare.plain(value), 1, 99);
      case "+stream" -> GroupFacts.text(value);
      default -> value.show();
    };
  }

  private static Call call(byte[]... words) {
    return new Call(0, Row.SETUP, words);
  }

  private static @Nullable RespValue value(byte[] reply) {
    RespReader reader = new RespReader();
    reader.feed(reply);
    return reader.next();
  }

  /** The same without what a pattern finds in values. */
  State without(String regex) {
    TreeMap<String, Entry> others = new TreeMap<>();
    entries.forEach((key, entry) ->
        others.put(
            key,
            new Entry(
                entry.type, entry.encoding, entry.expireAtMs, entry.value.replaceAll(regex, ""))));
    return new State(others, digest);
  }

  /** How the state of our server differs, or null. */
  static @Nullable String difference(State theirs, State ours) {
    StringBuilder text = new StringBuilder();
    for (String key : union(theirs, ours)) {
      Entry their = theirs.entries.get(key);
      Entry our = ours.entries.get(key);
      if (their == null || our == null || !their.sameAs(our)) {
        text.append("\n    key ").append(key);
        int from = their == null || our == null ? 0 : their.firstDifference(our);
        text.append("\n      redis   ").append(their == null ? "(none)" : their.show(from));
        text.append("\n      jacinth ").append(our == null ? "(none)" : our.show(from));
      }
    }
    boolean bothDigests =
        theirs.entries.values().stream().noneMatch(Entry::hasLongScores)
            && theirs.digest.startsWith("+")
            && ours.digest.startsWith("+");
    if (text.isEmpty() && bothDigests && !theirs.digest.equals(ours.digest)) {
      text.append("\n    digests ").append(theirs.digest).append(ours.digest);
    }
    return text.isEmpty() ? null : text.toString();
  }

  private static List<String> union(State a, State b) {
    TreeMap<String, Entry> all = new TreeMap<>(a.entries);
    all.putAll(b.entries);
    return List.copyOf(all.keySet());
  }
}
