package io.jacinth.engine.types.zset;

import io.jacinth.store.Item;
import io.jacinth.store.Rooms;

/** The bytes of one member after the other, in an array that is used again. */
final class MemberBytes {
  private byte[] bytes = new byte[256];
  private int length;

  /** Copies a member. */
  void read(Item member) {
    length = member.length();
    bytes = Rooms.atLeast(bytes, length);
    member.copyTo(bytes, 0);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
