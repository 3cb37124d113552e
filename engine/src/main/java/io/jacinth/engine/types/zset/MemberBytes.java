package io.jacinth.engine.types.zset;

import io.jacinth.store.Item;

/** The bytes of one member after the other, in an array that is used again. */
final class MemberBytes {
  private byte[] bytes = new byte[256];
  private int length;

  /** Copies a member. */
  void read(Item member) {
    length = member.length();
    if (bytes.length < length) {
      bytes = new byte[length];
    }
    member.copyTo(bytes, 0);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
