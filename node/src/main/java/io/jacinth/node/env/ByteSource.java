package io.jacinth.node.env;

/** Bytes that arrived; valid during the call that brings them. */
public interface ByteSource {
  int remaining();

  /** Moves the next {@code length} bytes out. */
  void read(byte[] target, int offset, int length);
}
