package io.jacinth.resp;

/**
 * The bytes of one large word, read straight into where they will stay. Whoever takes it from its
 * {@link Argv} owns it; otherwise it is discarded after the command.
 */
public interface LargeBulk {
  /** The full length, known before the first byte. */
  int length();

  /** Takes the next bytes; never more than are missing. */
  void write(byte[] bytes, int offset, int length);

  /** A copy on the heap, for the rare command that wants one. */
  byte[] toBytes();

  /** Frees it. */
  void discard();
}
