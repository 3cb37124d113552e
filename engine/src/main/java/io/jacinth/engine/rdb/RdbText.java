package io.jacinth.engine.rdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A decoded string: a range of the bytes that are read, or of an array of its own. */
public final class RdbText {
  private static final int KEPT_BYTES = 1 << 20;

  byte[] bytes = new byte[0];
  int offset;
  int length;
  private byte[] own = new byte[32];

  public RdbText() {}

  /** Where the string is, until the next reading. */
  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /** A copy. */
  public byte[] copy() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** One char per byte. */
  public String latin1() {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  byte[] own(int size) {
    if (own.length < size || own.length > KEPT_BYTES && size < own.length / 2) {
      own = new byte[size];
    }
    bytes = own;
    offset = 0;
    length = size;
    return own;
  }
}
