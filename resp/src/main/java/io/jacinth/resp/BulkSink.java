package io.jacinth.resp;

import org.jspecify.annotations.Nullable;

/** Decides where a large word goes. Asked only for words of {@link #THRESHOLD_BYTES} or more. */
@FunctionalInterface
public interface BulkSink {
  /** Shorter words always stay in the query buffer. */
  int THRESHOLD_BYTES = 32 * 1024;

  /**
   * @param soFar the words before this one
   * @return where to write the word, or null to leave it in the query buffer
   */
  @Nullable LargeBulk begin(Argv soFar, int lengthBytes);

  /**
   * Room for all words of a command of which some have waited; it may be used again for the next
   * such command, of anybody.
   *
   * @return an array of that length or more
   */
  default byte[] room(int lengthBytes) {
    return new byte[lengthBytes];
  }
}
