package io.jacinth.engine.types.stream;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Numbers;
import org.jspecify.annotations.Nullable;

/** Ids of entries in words: {@code ms-seq}, {@code ms}, {@code -}, {@code +}, {@code ms-*}. */
final class StreamIds {
  private static final int LENGTH_MAX = 127;

  private StreamIds() {}

  /** An id: two unsigned numbers. */
  record Id(long ms, long seq, boolean hasSeq) {
    static final Id MIN = new Id(0, 0, true);
    static final Id MAX = new Id(-1, -1, true);

    boolean isZero() {
      return ms == 0 && seq == 0;
    }

    boolean isMax() {
      return ms == -1 && seq == -1;
    }

    int compare(long otherMs, long otherSeq) {
      int high = Long.compareUnsigned(ms, otherMs);
      return high != 0 ? high : Long.compareUnsigned(seq, otherSeq);
    }

    Id next() {
      return new Id(seq == -1 ? ms + 1 : ms, seq + 1, true);
    }

    Id previous() {
      return new Id(seq == 0 ? ms - 1 : ms, seq - 1, true);
    }

    String text() {
      return StreamIds.text(ms, seq);
    }
  }

  static String text(long ms, long seq) {
    return Long.toUnsignedString(ms) + '-' + Long.toUnsignedString(seq);
  }

  /** Writes an id as a bulk string. */
  static void reply(Call c, long ms, long seq) {
    if (ms < 0 || seq < 0) {
      c.reply().bulk(text(ms, seq));
      return;
    }
    int length = Numbers.longLength(ms) + 1 + Numbers.longLength(seq);
    int at = c.reply().beginBulk(length);
    byte[] array = c.reply().array();
    at += Numbers.writeLong(ms, array, at);
    array[at++] = '-';
    Numbers.writeLong(seq, array, at);
    c.reply().endBulk(length);
  }

  /** An id that is not {@code -} or {@code +}; null after an error reply. */
  static @Nullable Id strict(Call c, int i, long missingSeq) {
    return parse(c, c.argv().latin1(i), missingSeq, true, false);
  }

  /** Any id; null after an error reply. */
  static @Nullable Id loose(Call c, int i) {
    return parse(c, c.argv().latin1(i), 0, false, false);
  }

  /** As {@link #strict}, but nobody is told that it is none. */
  static @Nullable Id quietly(Call c, int i) {
    String word = c.argv().latin1(i);
    return word.length() > LENGTH_MAX ? null : parse(word, 0, true, false);
  }

  /** An id whose sequence number may be {@code *}; null after an error reply. */
  static @Nullable Id forAdding(Call c, int i) {
    return parse(c, c.argv().latin1(i), 0, true, true);
  }

  /** One end of a range, which may be excluded by a bracket; null after an error reply. */
  static @Nullable Id end(Call c, int i, boolean isStart) {
    String word = c.argv().latin1(i);
    boolean excluded = word.length() > 1 && word.charAt(0) == '(';
    Id id = parse(c, excluded ? word.substring(1) : word, isStart ? 0 : -1, excluded, false);
    if (id == null || !excluded) {
      return id;
    }
    if (isStart ? id.isMax() : id.isZero()) {
      c.error("ERR invalid " + (isStart ? "start" : "end") + " ID for the interval");
      return null;
    }
    return isStart ? id.next() : id.previous();
  }

  private static @Nullable Id parse(
      Call c, String word, long missingSeq, boolean strict, boolean starAllowed) {
    Id id = word.length() > LENGTH_MAX ? null : parse(word, missingSeq, strict, starAllowed);
    if (id == null) {
      c.error("ERR Invalid stream ID specified as stream command argument");
    }
    return id;
  }

  private static @Nullable Id parse(
      String word, long missingSeq, boolean strict, boolean starAllowed) {
    if (word.equals("-") || word.equals("+")) {
      return strict ? null : word.equals("-") ? Id.MIN : Id.MAX;
    }
    int dash = word.indexOf('-');
    Long ms = unsigned(dash < 0 ? word : word.substring(0, dash));
    if (ms == null) {
      return null;
    }
    if (dash < 0) {
      return new Id(ms, missingSeq, true);
    }
    String rest = word.substring(dash + 1);
    if (starAllowed && rest.equals("*")) {
      return new Id(ms, 0, false);
    }
    Long seq = unsigned(rest);
    return seq == null ? null : new Id(ms, seq, true);
  }

  /** A number as strtoull reads it, but not below zero. */
  private static @Nullable Long unsigned(String text) {
    String digits = text.stripLeading();
    if (digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    if (digits.isEmpty() || digits.charAt(0) < '0' || digits.charAt(0) > '9') {
      return null;
    }
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
