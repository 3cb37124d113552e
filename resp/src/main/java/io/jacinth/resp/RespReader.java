package io.jacinth.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes replies for clients and tests. Feed bytes, then take values until null comes. Reads a
 * reply from its beginning each time more bytes come: simple, and fit for tools, not for servers.
 */
public final class RespReader {
  private static final int MAX_DEPTH = 64;

  /** The bytes are not RESP. */
  public static final class MalformedException extends RuntimeException {
    public MalformedException(String message) {
      super(message);
    }
  }

  private byte[] bytes = new byte[0];
  private int start;
  private int at;

  public void feed(byte[] more, int offset, int length) {
    byte[] joined = Arrays.copyOfRange(bytes, start, bytes.length + length);
    System.arraycopy(more, offset, joined, bytes.length - start, length);
    bytes = joined;
    start = 0;
  }

  public void feed(byte[] more) {
    feed(more, 0, more.length);
  }

  /** Bytes not yet decoded. */
  public int pending() {
    return bytes.length - start;
  }

  /** The next complete value, or null when bytes are missing. */
  public @Nullable RespValue next() {
    at = start;
    RespValue value = value(0);
    if (value != null) {
      start = at;
    }
    return value;
  }

  private @Nullable RespValue value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedException("nested too deeply");
    }
    String line = line();
    if (line == null) {
      return null;
    }
    if (line.isEmpty()) {
      throw new MalformedException("empty line");
    }
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> new RespValue.Simple(rest);
      case '-' -> new RespValue.Failure(rest);
      case ':' -> new RespValue.Int(number(rest));
      case '$', '=', '!' -> bulk(line.charAt(0), number(rest));
      case '*' -> aggregate(RespValue.Kind.ARRAY, number(rest), depth);
      case '%' -> aggregate(RespValue.Kind.MAP, 2 * number(rest), depth);
      case '~' -> aggregate(RespValue.Kind.SET, number(rest), depth);
      case '>' -> aggregate(RespValue.Kind.PUSH, number(rest), depth);
      case '|' -> aggregate(RespValue.Kind.ATTRIBUTE, 2 * number(rest), depth);
      case '_' -> new RespValue.Null();
      case '#' -> new RespValue.Bool(rest.equals("t"));
      case ',' -> new RespValue.Decimal(rest);
      case '(' -> new RespValue.BigNumber(rest);
      default -> throw new MalformedException("unknown type byte in: " + line);
    };
  }

  private @Nullable RespValue bulk(char kind, long length) {
    if (length < 0) {
      return new RespValue.Null();
    }
    if (length > bytes.length - at - 2L) {
      return null;
    }
    byte[] body = Arrays.copyOfRange(bytes, at, at + (int) length);
    at += (int) length + 2;
    if (kind == '!') {
      return new RespValue.Failure(new String(body, StandardCharsets.UTF_8));
    }
    if (kind == '=' && body.length >= 4) {
      String form = new String(body, 0, 3, StandardCharsets.ISO_8859_1);
      return new RespValue.Bulk(Arrays.copyOfRange(body, 4, body.length), form);
    }
    return new RespValue.Bulk(body, "");
  }

  private @Nullable RespValue aggregate(RespValue.Kind kind, long count, int depth) {
    if (count < 0) {
      return new RespValue.Null();
    }
    List<RespValue> items = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      RespValue item = value(depth + 1);
      if (item == null) {
        return null;
      }
      items.add(item);
    }
    return new RespValue.Aggregate(kind, items);
  }

  private @Nullable String line() {
    for (int i = at; i + 1 < bytes.length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        String line = new String(bytes, at, i - at, StandardCharsets.ISO_8859_1);
        at = i + 2;
        return line;
      }
    }
    return null;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedException("not a number: " + text);
    }
  }
}
