package io.jacinth.resp;

/**
 * Splits an inline request into words: blanks separate, double quotes allow {@code \n \r \t \b \a
 * \xHH} and escaped quotes, single quotes only {@code \'}. A closing quote must be followed by a
 * blank. Unescaping never makes a word longer, so words are rewritten where they stand.
 */
final class InlineWords {
  private InlineWords() {}

  /** Adds the words of {@code bytes[start, start+length)}; false when quotes do not balance. */
  static boolean split(byte[] bytes, int start, int length, Argv target) {
    int in = start;
    int end = start + length;
    // A zero byte ends the line, as it ends a C string.
    for (int i = start; i < end; i++) {
      if (bytes[i] == 0) {
        end = i;
        break;
      }
    }
    while (true) {
      while (in < end && isBlank(bytes[in])) {
        in++;
      }
      if (in >= end) {
        return true;
      }
      int wordStart = in;
      int out = in;
      boolean done = false;
      while (!done) {
        if (in >= end || endsWord(bytes[in])) {
          done = true;
        } else if (bytes[in] == '"') {
          long moved = doubleQuoted(bytes, in + 1, end, out);
          if (moved < 0) {
            return false;
          }
          in = (int) (moved >>> 32);
          out = (int) moved;
          done = true;
        } else if (bytes[in] == '\'') {
          long moved = singleQuoted(bytes, in + 1, end, out);
          if (moved < 0) {
            return false;
          }
          in = (int) (moved >>> 32);
          out = (int) moved;
          done = true;
        } else {
          bytes[out++] = bytes[in++];
        }
      }
      target.add(wordStart - start, out - wordStart);
    }
  }

  private static long doubleQuoted(byte[] bytes, int from, int end, int outFrom) {
    int in = from;
    int out = outFrom;
    while (in < end) {
      byte b = bytes[in];
      if (b == '\\'
          && end - in >= 4
          && bytes[in + 1] == 'x'
          && hex(bytes[in + 2]) >= 0
          && hex(bytes[in + 3]) >= 0) {
        bytes[out++] = (byte) (hex(bytes[in + 2]) * 16 + hex(bytes[in + 3]));
        in += 4;
      } else if (b == '\\' && end - in >= 2) {
        bytes[out++] = escaped(bytes[in + 1]);
        in += 2;
      } else if (b == '"') {
        return closed(bytes, in, end, out);
      } else {
        bytes[out++] = b;
        in++;
      }
    }
    return -1;
  }

  private static long singleQuoted(byte[] bytes, int from, int end, int outFrom) {
    int in = from;
    int out = outFrom;
    while (in < end) {
      byte b = bytes[in];
      if (b == '\\' && end - in >= 2 && bytes[in + 1] == '\'') {
        bytes[out++] = '\'';
        in += 2;
      } else if (b == '\'') {
        return closed(bytes, in, end, out);
      } else {
        bytes[out++] = b;
        in++;
      }
    }
    return -1;
  }

  private static long closed(byte[] bytes, int quote, int end, int out) {
    if (quote + 1 < end && !isBlank(bytes[quote + 1])) {
      return -1;
    }
    return ((long) (quote + 1) << 32) | out;
  }

  private static byte escaped(byte b) {
    return switch (b) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> b;
    };
  }

  private static int hex(byte b) {
    return Character.digit(b, 16);
  }

  /** Fewer than there are between words: a form feed within a word belongs to it. */
  private static boolean endsWord(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= 9 && b <= 13);
  }
}
