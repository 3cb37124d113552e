package io.jacinth.resp;

import org.jspecify.annotations.Nullable;

/** Where the bytes of long replies wait instead of the heap. */
public interface ReplyRoom {
  /** Copies the bytes, or says by null that there is no room for them. */
  ReplyBuffer.@Nullable Segment keep(byte[] bytes, int offset, int length);

  /** Bytes of all replies that wait here. */
  long heldBytes();

  /** Most bytes of all replies together. */
  void limit(long maxBytes);
}
