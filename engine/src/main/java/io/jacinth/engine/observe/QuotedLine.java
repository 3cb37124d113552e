package io.jacinth.engine.observe;

import io.jacinth.resp.Argv;
import io.jacinth.resp.Numbers;
import java.util.Arrays;

/** A line of text with words quoted the way {@code redis-cli} reads them back. */
final class QuotedLine {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private byte[] bytes = new byte[256];
  private int length;

  void clear() {
    length = 0;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void shrink(int keptBytes) {
    if (bytes.length > keptBytes) {
      bytes = new byte[256];
      length = 0;
    }
  }

  QuotedLine text(String latin1) {
    reserve(latin1.length());
    for (int i = 0; i < latin1.length(); i++) {
      bytes[length++] = (byte) latin1.charAt(i);
    }
    return this;
  }

  QuotedLine number(long value) {
    reserve(20);
    length += Numbers.writeLong(value, bytes, length);
    return this;
  }

  /** A number with leading zeros. */
  void padded(long value, int digits) {
    reserve(digits);
    long rest = value;
    for (int i = digits - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** Word {@code i}, quoted. */
  void word(Argv argv, int i) {
    if (argv.large(i) != null) {
      byte[] copy = argv.bytes(i);
      quoted(copy, 0, copy.length);
    } else {
      quoted(argv.array(), argv.offset(i), argv.length(i));
    }
  }

  private void quoted(byte[] word, int from, int count) {
    reserve(Math.addExact(Math.multiplyExact(count, 4), 2));
    bytes[length++] = '"';
    for (int i = from; i < from + count; i++) {
      byte b = word[i];
      switch (b) {
        case '\\', '"' -> escape((char) b);
        case '\n' -> escape('n');
        case '\r' -> escape('r');
        case '\t' -> escape('t');
        case 7 -> escape('a');
        case '\b' -> escape('b');
        default -> plain(b);
      }
    }
    bytes[length++] = '"';
  }

  private void escape(char letter) {
    bytes[length++] = '\\';
    bytes[length++] = (byte) letter;
  }

  private void plain(byte b) {
    if (b >= ' ' && b <= '~') {
      bytes[length++] = b;
      return;
    }
    bytes[length++] = '\\';
    bytes[length++] = 'x';
    bytes[length++] = HEX[b >> 4 & 15];
    bytes[length++] = HEX[b & 15];
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }
}
