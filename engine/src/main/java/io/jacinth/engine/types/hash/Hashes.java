package io.jacinth.engine.types.hash;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.TypedKeys;
import io.jacinth.store.HashEdit;
import io.jacinth.store.HashView;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/** Opening the hash a command is about: that of its first key. */
final class Hashes {
  private Hashes() {}

  /** The hash, without fields when there is no key; null after an error reply. */
  static @Nullable HashView read(Call c) {
    int entry = TypedKeys.read(c, 1, ValueTypes.HASH);
    return entry == TypedKeys.WRONG ? null : c.engine().values().hashView().open(entry);
  }

  /**
   * The hash, behind the open door; null after an error reply. Whoever calls closes the door
   * ({@code c.keys().door()}).
   */
  static @Nullable HashEdit write(Call c) {
    WriteDoor door = TypedKeys.write(c, 1, ValueTypes.HASH);
    if (door == null) {
      return null;
    }
    Config config = c.engine().config();
    return c.engine()
        .values()
        .hashEdit()
        .open(
            door.site(),
            config.number(MemoryOptions.HASH_MAX_LISTPACK_ENTRIES),
            config.number(MemoryOptions.HASH_MAX_LISTPACK_VALUE));
  }

  /** Looks for the field that word {@code i} names. */
  static boolean find(Call c, HashView hash, int i) {
    return hash.find(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  /** Sets the field in word {@code i} to the value in the word after it; whether it is new. */
  static boolean put(Call c, HashEdit hash, int i) {
    byte[] words = c.argv().array();
    return hash.put(
        words,
        c.argv().offset(i),
        c.argv().length(i),
        words,
        c.argv().offset(i + 1),
        c.argv().length(i + 1));
  }

  /** Sets the field in word {@code i} to some text. */
  static void put(Call c, HashEdit hash, int i, byte[] text) {
    hash.put(c.argv().array(), c.argv().offset(i), c.argv().length(i), text, 0, text.length);
  }
}
