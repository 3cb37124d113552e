package io.jacinth.engine.rdb;

/** RDB bytes that cannot be read, with the reason and the offset of the byte that shows it. */
public final class RdbFormatException extends Exception {
  public RdbFormatException(String reason, long offsetBytes) {
    super(reason + " (at byte " + offsetBytes + ")");
  }
}
