package io.jacinth.engine.observe;

import io.jacinth.engine.command.Redaction;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;

/** The last commands that took long, the newest first. Words are cut, so entries stay small. */
public final class SlowLog {
  private static final int MAX_WORDS = 32;
  private static final int MAX_WORD_BYTES = 128;
  private static final byte[] REDACTED = "(redacted)".getBytes(StandardCharsets.US_ASCII);

  /**
   * One slow command.
   *
   * @param address of the client
   * @param name of the client's connection
   */
  record Entry(
      long id, long wallSeconds, long micros, byte[][] words, String address, String name) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long maxEntries = 128;
  private long nextId;

  void maxEntries(long most) {
    maxEntries = most;
    if (most == 0) {
      entries.clear();
    }
  }

  /**
   * @param redacted bits of the words that are secrets, as {@link Redaction} has them
   */
  void add(ClientSession session, Argv argv, long redacted, long wallMs, long micros) {
    entries.addFirst(
        new Entry(
            nextId++,
            wallMs / 1000,
            micros,
            words(argv, redacted),
            session.transport().remoteAddress(),
            session.name()));
    // A smaller slowlog-max-len takes effect with the next entry, as in Redis.
    while (entries.size() > maxEntries) {
      entries.removeLast();
    }
  }

  private static byte[][] words(Argv argv, long redacted) {
    int count = Math.min(argv.count(), MAX_WORDS);
    byte[][] words = new byte[count][];
    for (int i = 0; i < count; i++) {
      if (argv.count() > MAX_WORDS && i == MAX_WORDS - 1) {
        words[i] = ascii("... (" + (argv.count() - MAX_WORDS + 1) + " more arguments)");
      } else {
        words[i] = Redaction.has(redacted, i) ? REDACTED : cut(argv, i);
      }
    }
    return words;
  }

  private static byte[] cut(Argv argv, int i) {
    int length = argv.length(i);
    if (length <= MAX_WORD_BYTES) {
      return argv.bytes(i);
    }
    byte[] tail = ascii("... (" + (length - MAX_WORD_BYTES) + " more bytes)");
    byte[] head =
        argv.large(i) != null
            ? Arrays.copyOf(argv.bytes(i), MAX_WORD_BYTES)
            : Arrays.copyOfRange(argv.array(), argv.offset(i), argv.offset(i) + MAX_WORD_BYTES);
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  int size() {
    return entries.size();
  }

  void clear() {
    entries.clear();
  }

  /** From the newest. */
  Iterator<Entry> newestFirst() {
    return entries.iterator();
  }
}
