package io.jacinth.store;

/**
 * What a store is told at birth.
 *
 * @param hashKey0 first half of the secret key of the key hash; random per process in production
 * @param hashKey1 second half
 * @param reservedBytesMax upper bound of chunk memory, at most {@link #ADDRESSABLE_BYTES}
 */
public record StoreSettings(long hashKey0, long hashKey1, long reservedBytesMax) {
  /** What 32-bit references reach: 64 GiB less the span that is never used. */
  public static final long ADDRESSABLE_BYTES = (long) (Ref.SPANS_MAX - 1) * Ref.SPAN_BYTES;

  public StoreSettings {
    if (reservedBytesMax < Chunks.CHUNK_BYTES_MIN || reservedBytesMax > ADDRESSABLE_BYTES) {
      throw new IllegalArgumentException("reservedBytesMax out of range: " + reservedBytesMax);
    }
  }

  /** Settings with the given secret hash key and no limit but the references' reach. */
  public static StoreSettings withHashKey(long hashKey0, long hashKey1) {
    return new StoreSettings(hashKey0, hashKey1, ADDRESSABLE_BYTES);
  }
}
