package io.jacinth.cluster.bus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The ids seen on a link before: a thousand nodes gossip the same thousand names, and most of a
 * decoder's time would go into making and checking their strings.
 *
 * <p>A cache with one place per hash, found by the 40 bytes as they stand in the packet. Two ids of
 * one place take turns in it; the table doubles while that happens often, up to a bound.
 */
final class KnownIds {
  private static final int FIRST_PLACES = 32;
  private static final int MOST_PLACES = 4096;

  private record Known(long a, long b, long c, long d, long e, String id) {
    boolean is(ByteBuffer in, int at) {
      return in.getLong(at) == a
          && in.getLong(at + 8) == b
          && in.getLong(at + 16) == c
          && in.getLong(at + 24) == d
          && in.getLong(at + 32) == e;
    }
  }

  private @Nullable Known[] places = new @Nullable Known[FIRST_PLACES];
  private int displaced;

  /** The id whose bytes are at {@code at}, if it was seen; it is a proper one then. */
  @Nullable String get(ByteBuffer in, int at) {
    Known known = places[place(in.getLong(at), in.getLong(at + 8))];
    return known != null && known.is(in, at) ? known.id() : null;
  }

  /** Takes the id at {@code at}, which was found to be a proper one. */
  String add(ByteBuffer in, int at) {
    String id = new String(in.array(), at, BusLayout.ID_BYTES, StandardCharsets.US_ASCII);
    Known known =
        new Known(
            in.getLong(at),
            in.getLong(at + 8),
            in.getLong(at + 16),
            in.getLong(at + 24),
            in.getLong(at + 32),
            id);
    int place = place(known.a(), known.b());
    if (places[place] != null && ++displaced > places.length / 4 && places.length < MOST_PLACES) {
      places = new @Nullable Known[places.length * 2]; // they come back by themselves
      displaced = 0;
      place = place(known.a(), known.b());
    }
    places[place] = known;
    return id;
  }

  /** Ids are random, but their digits share high bits. */
  private int place(long a, long b) {
    long mixed = (a ^ Long.rotateLeft(b, 29)) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 40) & (places.length - 1);
  }
}
