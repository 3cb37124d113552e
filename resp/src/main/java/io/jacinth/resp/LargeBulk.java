package io.jacinth.resp;

/**
 * The bytes of one large word, read past the query buffer: straight into where they will stay, or
 * to where they wait for the rest of their command. One that stays belongs to whoever takes it from
 * its {@link Argv}; otherwise it is discarded after the command.
 */
public interface LargeBulk {
  /** The full length, known before the first byte. */
  int length();

  /** Takes the next bytes; never more than are missing. */
  void write(byte[] bytes, int offset, int length);

  /** Whether it only waits: it joins the other words when the command is complete. */
  boolean waits();

  /** Copies the whole word, once it is complete. */
  void copyTo(byte[] target, int at);

  /** A copy on the heap, for the rare command that wants one. */
  byte[] toBytes();

  /** Frees it. */
  void discard();
}
