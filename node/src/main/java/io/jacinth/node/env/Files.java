package io.jacinth.node.env;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The data directory. Reads happen at start and while loading; writes are asynchronous and answer
 * on the loop that asked, never within the call.
 */
public interface Files {
  /** The whole file, or null if there is none. At start only. */
  byte @Nullable [] read(String name) throws IOException;

  /**
   * Replaces a file durably: temporary file, fsync, rename, fsync of the directory.
   *
   * @param answer null when done, else what went wrong
   */
  void replace(Loop loop, String name, byte[] content, Answer answer);

  /** Starts a new file for appending; an old one of that name is cut to nothing. */
  FileWriter create(Loop loop, String name);

  /** Removes a file if it is there. */
  void delete(String name);

  /** How an operation ended. */
  @FunctionalInterface
  interface Answer {
    void done(@Nullable IOException failure);
  }

  /** A file being written in order by a helper; positions are bytes from its start. */
  interface FileWriter {
    /** Queues bytes; they are copied before this returns. */
    void append(byte[] bytes, int offset, int length);

    /** Bytes queued and not yet written. */
    long unwrittenBytes();

    /** Answers when all bytes appended so far are on stable storage. */
    void fsync(Answer answer);

    /** Reads back what was appended (a spill file); false if it is not written yet. */
    boolean read(long position, byte[] target, int offset, int length) throws IOException;

    /** Closes after what was appended is written, then renames durably if a name is given. */
    void close(@Nullable String renameTo, Answer answer);
  }
}
