package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/**
 * What is done with values of one type as wholes, whatever they contain: writing them into images
 * and payloads, reading them from there, making their digest. One class per type, listed in {@link
 * ValueCodecs}. (Copying, freeing, moving and counting bytes need no code here: the store does them
 * for every entry.)
 *
 * <p>A value is either packed (a listpack or an intset, up to a megabyte, copied as bytes) or large
 * (read as a {@link FrozenValue}, element by element, while it may go on changing).
 */
public abstract class ValueCodec {
  /** The type, one of {@link ValueTypes}. */
  public abstract int type();

  // ---- writing

  /** The RDB type that values of that encoding are written as. */
  public abstract int rdbType(int encoding);

  /** Writes a packed value. */
  public void packed(RdbWriter out, int encoding, byte[] bytes, int offset, int length) {
    out.string(bytes, offset, length);
  }

  /** Writes what stands before the elements of a large value. */
  public abstract void beginLarge(RdbWriter out, FrozenValue value);

  /** Writes a block that {@link FrozenValue#step} hands over. */
  public abstract void element(RdbWriter out, FrozenValue value, int block);

  /** Writes what stands behind the elements of a large value. */
  public void endLarge(RdbWriter out, FrozenValue value) {}

  // ---- reading

  /** Whether a value of that RDB type is one of this type. */
  public abstract boolean reads(int rdbType);

  /**
   * Begins to read a value.
   *
   * @param draft what to build it in, null to check it only
   * @param suspicious it comes from somebody who may mean harm: everything is checked
   */
  public abstract ValueLoad load(int rdbType, @Nullable Draft draft, boolean suspicious);

  // ---- DEBUG DIGEST

  /** Mixes the value of an entry into a digest, as Redis does for the type. */
  public abstract void digest(Digest digest, int entry);
}
