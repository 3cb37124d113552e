package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.ListpackBytes;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/**
 * A value that is one string: a listpack, or what older servers had in its place. A sound listpack
 * within the limits becomes the value as it is, unless it comes from a stranger: then each element
 * is put in by itself, which finds those that are there twice.
 */
abstract class PackedLoad extends ValueLoad {
  private final int type;
  private final boolean suspicious;
  private final boolean building;
  private final RdbText text = new RdbText();
  private boolean done;

  /**
   * @param type one of {@link ValueTypes}
   * @param draft what to build in, null to check only
   */
  PackedLoad(int type, @Nullable Draft draft, boolean suspicious) {
    super(draft);
    this.type = type;
    this.suspicious = suspicious;
    building = draft != null;
  }

  /** What the type is called in errors. */
  abstract String name();

  /** Makes a listpack of an older format; the same object if it is none. */
  void convert(RdbInput in, RdbText value) throws RdbFormatException {}

  /** Whether a sound listpack can be such a value. */
  abstract boolean isSound(byte[] list, int offset);

  /** Whether a listpack can be the value as it is. */
  abstract boolean fits(byte[] list, int offset, int length);

  /** Puts all elements in; false if one is there twice. */
  abstract boolean putAll(byte[] list, int offset);

  @Override
  public final boolean isDone() {
    return done;
  }

  @Override
  public final boolean read(RdbInput in) throws RdbFormatException {
    if (!in.string(text)) {
      return false;
    }
    done = true;
    convert(in, text);
    byte[] list = text.bytes;
    int offset = text.offset;
    int length = text.length;
    if (!ListpackBytes.isValid(list, offset, length) || !isSound(list, offset)) {
      throw in.bad(name() + " listpack integrity check failed");
    }
    if (!building || ListpackBytes.count(list, offset) == 0) {
      return true;
    }
    if (!suspicious && fits(list, offset, length)) {
      draft().site().createPacked(type, ValueTypes.ENCODING_LISTPACK, list, offset, length);
    } else if (!putAll(list, offset)) {
      throw in.bad(name() + " listpack with duplicate elements");
    }
    return true;
  }

  /** Puts a listpack in the place of what was read. */
  static void replace(RdbInput in, RdbText value, byte @Nullable [] converted, String what)
      throws RdbFormatException {
    if (converted == null) {
      throw in.bad(what + " integrity check failed");
    }
    value.bytes = converted;
    value.offset = 0;
    value.length = converted.length;
  }
}
