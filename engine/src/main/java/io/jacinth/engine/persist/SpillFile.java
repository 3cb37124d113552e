package io.jacinth.engine.persist;

import java.io.IOException;

/** A temporary file that takes what a {@link Spool} has no memory for. Implemented by the node. */
public interface SpillFile {
  /** Queues bytes; they are copied before this returns. */
  void append(byte[] bytes, int offset, int length);

  /** Bytes queued and not yet written. */
  long unwrittenBytes();

  /** Reads back what was appended; false if it is not written yet. */
  boolean read(long position, byte[] target, int offset, int length) throws IOException;

  /** Closes and removes the file. */
  void discard();

  /** Makes spill files. */
  @FunctionalInterface
  interface Factory {
    SpillFile create();
  }
}
