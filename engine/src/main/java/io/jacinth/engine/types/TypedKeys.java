package io.jacinth.engine.types;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.WriteDoor;
import org.jspecify.annotations.Nullable;

/** Opening keys whose values must be of one type. */
public final class TypedKeys {
  /** Instead of an entry: the value is of another type, and the reply says so. */
  public static final int WRONG = -1;

  private TypedKeys() {}

  /** The entry of word {@code i} for reading, 0 when there is none, or {@link #WRONG}. */
  public static int read(Call c, int i, int type) {
    int entry = c.keys().read(c.db(), c.argv(), i);
    if (entry != 0 && c.keys().entries().type(entry) != type) {
      c.wrongType();
      return WRONG;
    }
    return entry;
  }

  /** The open door of word {@code i}; null when the value is of another type, as the reply says. */
  public static @Nullable WriteDoor write(Call c, int i, int type) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), i);
    if (door.isOfOtherType(type)) {
      door.unchanged();
      c.wrongType();
      return null;
    }
    return door;
  }
}
