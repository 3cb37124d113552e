package io.jacinth.engine;

/**
 * An array for the words of long commands, one command at a time. It is kept for the next one for a
 * while, as an array of many megabytes per command would keep the collector busy, and given back
 * when commands of late have needed less than half of it.
 */
public final class CommandRoom {
  /** What "of late" means, in calls of {@link #rest}. */
  private static final int RESTS = 20;

  private byte[] room = {};
  private int rests;
  private int mostBytes;

  /** An array of that length or more, with anything in it; it is one's own until the next call. */
  public byte[] take(int lengthBytes) {
    mostBytes = Math.max(mostBytes, lengthBytes);
    if (room.length < lengthBytes) {
      room = new byte[0]; // so that the old one need not fit beside the new one
      room = new byte[lengthBytes];
    }
    return room;
  }

  /** Ten times a second or so. */
  void rest() {
    if (++rests < RESTS) {
      return;
    }
    rests = 0;
    if (mostBytes < room.length / 2) {
      room = new byte[0];
    }
    mostBytes = 0;
  }
}
