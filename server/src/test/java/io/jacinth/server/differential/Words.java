package io.jacinth.server.differential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Words of calls: as text people can read, and as text of the pools read into bytes. */
final class Words {
  private static final int SHOWN_BYTES_MAX = 300;

  private Words() {}

  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Reads {@code \xHH} as a byte, and a pair of quotes as nothing. */
  static byte[] unescape(String text) {
    if (text.equals("\"\"")) {
      return new byte[0];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\x", i)) {
        out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        out.write(text.charAt(i));
      }
    }
    return out.toByteArray();
  }

  /** As redis-cli would take it. */
  static String show(byte[] word) {
    boolean plain = word.length > 0;
    for (byte b : word) {
      plain &= b > ' ' && b < 127 && b != '"' && b != '\\' && b != '\'';
    }
    int shown = Math.min(word.length, SHOWN_BYTES_MAX);
    StringBuilder text = new StringBuilder(plain ? "" : "\"");
    for (int i = 0; i < shown; i++) {
      byte b = word[i];
      if (b == '"' || b == '\\') {
        text.append('\\').append((char) b);
      } else if (b >= ' ' && b < 127) {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b & 0xFF));
      }
    }
    text.append(plain ? "" : "\"");
    return word.length > shown ? text + "...(" + word.length + " bytes)" : text.toString();
  }

  static String show(byte[][] words) {
    StringBuilder text = new StringBuilder();
    for (byte[] word : words) {
      text.append(text.isEmpty() ? "" : " ").append(show(word));
    }
    return text.toString();
  }

  /** The words as a request. */
  static void encode(byte[][] words, ByteArrayOutputStream out) {
    out.writeBytes(bytes("*" + words.length + "\r\n"));
    for (byte[] word : words) {
      out.writeBytes(bytes("$" + word.length + "\r\n"));
      out.writeBytes(word);
      out.writeBytes(bytes("\r\n"));
    }
  }
}
