package io.jacinth.engine.rdb;

import io.jacinth.store.Item;
import io.jacinth.store.Rooms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digests of DEBUG DIGEST and DEBUG DIGEST-VALUE: 20 bytes that two servers have in common
 * exactly if they hold the same data.
 *
 * <p>Two operations make it. {@link #xor} folds in the SHA-1 of some bytes by exclusive or: the
 * order of what is folded in does not matter. {@link #mix} does the same and then replaces the
 * digest by its own SHA-1: the order matters.
 */
public final class Digest {
  private static final int BYTES = 20;
  private static final int PIECE_BYTES = 64 * 1024;

  private final MessageDigest sha1;
  private final byte[] value = new byte[BYTES];
  private byte[] room = new byte[256];

  public Digest() {
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /** Back to all zeros. */
  public void reset() {
    java.util.Arrays.fill(value, (byte) 0);
  }

  /** Folds bytes in; their order among others does not matter. */
  public void xor(byte[] bytes, int offset, int length) {
    sha1.update(bytes, offset, length);
    byte[] hash = sha1.digest();
    for (int i = 0; i < BYTES; i++) {
      value[i] ^= hash[i];
    }
  }

  /** Adds a piece of a long text; {@link #mixAdded} or {@link #xorAdded} makes use of all. */
  public void add(byte[] piece, int offset, int length) {
    sha1.update(piece, offset, length);
  }

  /** Folds in what was added. */
  public void xorAdded() {
    xor(room, 0, 0);
  }

  /** Mixes in what was added. */
  public void mixAdded() {
    mix(room, 0, 0);
  }

  /** Folds another digest in. */
  public void xor(Digest other) {
    xor(other.value, 0, BYTES);
  }

  /** Folds bytes in; their order among others matters. */
  public void mix(byte[] bytes, int offset, int length) {
    xor(bytes, offset, length);
    sha1.update(value);
    System.arraycopy(sha1.digest(), 0, value, 0, BYTES);
  }

  /** Mixes in a number of four bytes, the highest first. */
  public void mixInt(int number) {
    byte[] bytes = {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
    mix(bytes, 0, bytes.length);
  }

  /** Mixes in ASCII text. */
  public void mix(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    mix(bytes, 0, bytes.length);
  }

  /** Folds in ASCII text. */
  public void xor(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    xor(bytes, 0, bytes.length);
  }

  /** Mixes in an element. */
  public void mix(Item item) {
    add(item);
    mixAdded();
  }

  /** Folds an element in. */
  public void xor(Item item) {
    add(item);
    xorAdded();
  }

  /** Elements that stand alone are read in pieces: they may be larger than the heap. */
  private void add(Item item) {
    if (item.pageCount() == 0) {
      room = Rooms.atLeast(room, item.length());
      item.copyTo(room, 0);
      add(room, 0, item.length());
      return;
    }
    room = room.length < PIECE_BYTES ? new byte[PIECE_BYTES] : room;
    for (int page = 0; page < item.pageCount(); page++) {
      int length = item.pageLength(page);
      for (int at = 0; at < length; at += PIECE_BYTES) {
        int count = Math.min(PIECE_BYTES, length - at);
        item.copyPage(page, at, room, 0, count);
        add(room, 0, count);
      }
    }
  }

  /** 40 hex digits. */
  public String hex() {
    return HexFormat.of().formatHex(value);
  }
}
