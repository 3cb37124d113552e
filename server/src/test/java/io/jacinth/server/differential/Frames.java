package io.jacinth.server.differential;

/** Finds where replies end, in bytes as they came. */
final class Frames {
  private Frames() {}

  /** The end of the frame that starts at {@code from}, or -1 when it is not all there yet. */
  static int end(byte[] bytes, int from, int length) {
    int lineEnd = lineEnd(bytes, from, length);
    if (lineEnd < 0) {
      return -1;
    }
    return switch (bytes[from]) {
      case '$', '=', '!' -> {
        long size = number(bytes, from + 1, lineEnd);
        long end = size < 0 ? lineEnd + 2 : lineEnd + 2 + size + 2;
        yield end > length ? -1 : (int) end;
      }
      case '*', '~', '>' -> items(bytes, lineEnd + 2, length, number(bytes, from + 1, lineEnd));
      case '%' -> items(bytes, lineEnd + 2, length, 2 * number(bytes, from + 1, lineEnd));
      case '|' -> items(bytes, lineEnd + 2, length, 2 * number(bytes, from + 1, lineEnd) + 1);
      default -> lineEnd + 2;
    };
  }

  private static int items(byte[] bytes, int from, int length, long count) {
    int at = from;
    for (long i = 0; i < count && at >= 0; i++) {
      at = end(bytes, at, length);
    }
    return at;
  }

  private static int lineEnd(byte[] bytes, int from, int length) {
    for (int i = from; i + 1 < length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static long number(byte[] bytes, int from, int to) {
    return Long.parseLong(
        new String(bytes, from, to - from, java.nio.charset.StandardCharsets.US_ASCII));
  }
}
