package io.jacinth.resp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The replies of one session that have not been sent: one growing array, and references to large
 * values that are read out only while they are sent.
 *
 * <p>RESP2 and RESP3 live in here, so that a handler says what it means (a map, a null, a double)
 * and the session's protocol decides the bytes.
 */
public final class ReplyBuffer extends ReplyBytes {
  /** Takes bytes on their way out; copies them before it returns. */
  @FunctionalInterface
  public interface Output {
    void write(byte[] bytes, int offset, int length);
  }

  /** A large value, referenced until it has been sent. Lies between two bytes of the array. */
  public interface Segment {
    long length();

    /** Copies {@code length} bytes of the value, from {@code position}. */
    void read(long position, byte[] target, int offset, int length);

    /** Sent or given up; called once. */
    void release();
  }

  private boolean resp3;

  /** The spare arrays are shared with other buffers of the same thread, and so may the room be. */
  public ReplyBuffer(SpareArrays spares, @Nullable ReplyRoom room) {
    super(spares, room);
  }

  /** Protocol version of what is written from now on: 2 or 3. */
  public void protocol(int version) {
    resp3 = version == 3;
  }

  public boolean isResp3() {
    return resp3;
  }

  /** {@code +OK}. */
  public void ok() {
    simple("OK");
  }

  /** A status of ASCII text. */
  public void simple(String text) {
    reserve(text.length() + 3);
    bytes[end++] = '+';
    ascii(text);
    crlf();
  }

  /**
   * An error; {@code text} starts with its code ({@code "ERR ..."}). Line breaks become blanks, as
   * one line is all an error has; those at its end are left out.
   */
  public void error(String text) {
    byte[] word = text.getBytes(StandardCharsets.ISO_8859_1);
    error("", word, 0, word.length, "");
  }

  /** An error that quotes a word of the request between two texts. */
  public void error(String before, byte[] word, int offset, int wordLength, String after) {
    int length = wordLength;
    while (length > 0 && after.isEmpty() && isLineBreak(word[offset + length - 1])) {
      length--;
    }
    reserve(before.length() + length + after.length() + 3);
    bytes[end++] = '-';
    lastErrorAt = end - start;
    ascii(before);
    for (int i = 0; i < length; i++) {
      byte b = word[offset + i];
      bytes[end++] = isLineBreak(b) ? (byte) ' ' : b;
    }
    ascii(after);
    lastErrorLength = end - start - lastErrorAt;
    errors++;
    crlf();
  }

  private static boolean isLineBreak(byte b) {
    return b == '\r' || b == '\n';
  }

  public void integer(long value) {
    reserve(24);
    bytes[end++] = ':';
    end += Numbers.writeLong(value, bytes, end);
    crlf();
  }

  /** {@code #t} and {@code #f}, or 1 and 0 in RESP2. */
  public void bool(boolean value) {
    if (resp3) {
      reserve(4);
      bytes[end++] = '#';
      bytes[end++] = (byte) (value ? 't' : 'f');
      crlf();
    } else {
      integer(value ? 1 : 0);
    }
  }

  /** The absent value: {@code _}, or the null bulk in RESP2. */
  public void nullValue() {
    ascii2(resp3 ? "_\r\n" : "$-1\r\n");
  }

  /** The absent array: {@code _}, or the null array in RESP2. */
  public void nullArray() {
    ascii2(resp3 ? "_\r\n" : "*-1\r\n");
  }

  public void bulk(byte[] source) {
    bulk(source, 0, source.length);
  }

  public void bulk(byte[] source, int offset, int length) {
    reserve(length + 16);
    header('$', length);
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
    crlf();
  }

  /** ASCII or Latin-1 text. */
  public void bulk(String text) {
    reserve(text.length() + 16);
    header('$', text.length());
    ascii(text);
    crlf();
  }

  /** Text that may hold any character, as UTF-8. */
  public void bulkUtf8(String text) {
    bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A number as a bulk string. */
  public void bulkLong(long value) {
    reserve(48);
    header('$', Numbers.longLength(value));
    end += Numbers.writeLong(value, bytes, end);
    crlf();
  }

  /** Text of a known form ({@code txt}, {@code mkd}); a bulk in RESP2. */
  public void verbatim(String form, byte[] text) {
    if (!resp3) {
      bulk(text);
      return;
    }
    reserve(text.length + 24);
    header('=', text.length + 4);
    ascii(form);
    bytes[end++] = ':';
    System.arraycopy(text, 0, bytes, end, text.length);
    end += text.length;
    crlf();
  }

  /** A double; a bulk string in RESP2. */
  public void doubleValue(double value) {
    if (Numbers.isWhole(value)) {
      wholeDouble((long) value);
      return;
    }
    String text = Numbers.formatDouble(value);
    if (resp3) {
      reserve(text.length() + 3);
      bytes[end++] = ',';
      ascii(text);
      crlf();
    } else {
      bulk(text);
    }
  }

  private void wholeDouble(long value) {
    if (!resp3) {
      bulkLong(value);
      return;
    }
    reserve(24);
    bytes[end++] = ',';
    end += Numbers.writeLong(value, bytes, end);
    crlf();
  }

  /** An integer of any size; a bulk string in RESP2. */
  public void bigNumber(String digits) {
    if (resp3) {
      reserve(digits.length() + 3);
      bytes[end++] = '(';
      ascii(digits);
      crlf();
    } else {
      bulk(digits);
    }
  }

  /**
   * Starts a bulk whose bytes the caller copies in itself: write exactly {@code length} bytes at
   * {@link #array} from the returned index, then call {@link #endBulk}.
   */
  public int beginBulk(int length) {
    reserve(length + 16);
    header('$', length);
    return end;
  }

  public void endBulk(int length) {
    end += length;
    crlf();
  }

  /** A bulk whose bytes stay where they are until they are sent. */
  public void bulk(Segment segment) {
    reserve(32);
    header('$', segment.length());
    segments.add(left + end - start, segment);
    crlf();
  }

  public void array(long count) {
    reserve(24);
    header('*', count);
  }

  /** {@code pairs} keys and values follow: a flat array of twice as many in RESP2. */
  public void map(long pairs) {
    reserve(24);
    header(resp3 ? '%' : '*', resp3 ? pairs : pairs * 2);
  }

  public void set(long count) {
    reserve(24);
    header(resp3 ? '~' : '*', count);
  }

  public void push(long count) {
    reserve(24);
    header(resp3 ? '>' : '*', count);
  }

  /** RESP3 only: {@code pairs} of attributes, before the value they belong to. */
  public void attribute(long pairs) {
    reserve(24);
    header('|', pairs);
  }

  /** What {@link #endDeferred} is told: which header stands before the items. */
  public enum Aggregate {
    ARRAY,
    MAP,
    SET,
    PUSH
  }

  /** Starts an aggregate whose length is not known; give the result to {@link #endDeferred}. */
  public long beginDeferred() {
    noteDeferred();
    return mark();
  }

  /** Puts the header before everything written since {@code mark}. */
  public void endDeferred(long mark, Aggregate kind, long count) {
    long front = beginFront();
    switch (kind) {
      case ARRAY -> array(count);
      case MAP -> map(count);
      case SET -> set(count);
      case PUSH -> push(count);
    }
    endFront(mark, front);
  }
}
