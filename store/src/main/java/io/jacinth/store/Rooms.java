package io.jacinth.store;

/**
 * Arrays that are used again and again. One that a single huge element made grow is not kept: it
 * would hold hundreds of megabytes of the heap for good, and be moved about by every full
 * collection.
 */
public final class Rooms {
  /** Longer arrays are let go of. */
  static final int KEPT_BYTES_MAX = 1 << 20;

  private Rooms() {}

  /** The room itself if it will do, else a new one; its content is lost. */
  public static byte[] atLeast(byte[] room, int bytes) {
    if (room.length >= bytes && (!isLarge(room) || isLarge(bytes))) {
      return room;
    }
    return new byte[Math.max(bytes, Math.min(2 * Math.min(room.length, bytes), KEPT_BYTES_MAX))];
  }

  /** Whether an array is not worth keeping. */
  public static boolean isLarge(byte[] room) {
    return isLarge(room.length);
  }

  private static boolean isLarge(int bytes) {
    return bytes > KEPT_BYTES_MAX;
  }
}
