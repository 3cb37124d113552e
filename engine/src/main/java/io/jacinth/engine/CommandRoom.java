package io.jacinth.engine;

/**
 * An array for the words of long commands, one command at a time. It is kept for the next one for a
 * while: an array of many megabytes per command would keep the collector busy.
 */
public final class CommandRoom {
  /** How long nobody must have asked before it is given back, in calls of {@link #rest}. */
  private static final int RESTS = 20;

  private byte[] room = {};
  private int rests;

  /** An array of that length or more, with anything in it; it is one's own until the next call. */
  public byte[] take(int lengthBytes) {
    rests = 0;
    if (room.length < lengthBytes) {
      room = new byte[0]; // so that the old one need not fit beside the new one
      room = new byte[lengthBytes];
    }
    return room;
  }

  /** Ten times a second or so. */
  void rest() {
    if (room.length > 0 && ++rests >= RESTS) {
      room = new byte[0];
    }
  }
}
