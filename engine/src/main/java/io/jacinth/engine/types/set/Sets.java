package io.jacinth.engine.types.set;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.rdb.SetCodec;
import io.jacinth.engine.types.TypedKeys;
import io.jacinth.store.SetEdit;
import io.jacinth.store.SetView;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/** Opening sets, and members in words. */
final class Sets {
  private Sets() {}

  /** Up to where sets are packed. */
  static SetEdit.Limits limits(Call c) {
    return SetCodec.limits(c.engine().config());
  }

  /** The set of the first key, without members when there is none; null after an error reply. */
  static @Nullable SetView read(Call c) {
    int entry = TypedKeys.read(c, 1, ValueTypes.SET);
    return entry == TypedKeys.WRONG ? null : c.engine().values().setView(0).open(entry);
  }

  /**
   * The set of the first key, behind the open door; null after an error reply. Whoever calls closes
   * the door ({@code c.keys().door()}).
   */
  static @Nullable SetEdit write(Call c) {
    WriteDoor door = TypedKeys.write(c, 1, ValueTypes.SET);
    return door == null ? null : edit(c, door);
  }

  /** The set behind an open door. */
  static SetEdit edit(Call c, WriteDoor door) {
    return c.engine().values().setEdit().open(door.site(), limits(c));
  }

  /** Looks for the member that word {@code i} names. */
  static boolean find(Call c, SetView set, int i) {
    return set.find(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  /** Adds word {@code i}; whether it is new. */
  static boolean add(Call c, SetEdit set, int i) {
    return set.add(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  /** Removes word {@code i}; whether it was there. */
  static boolean remove(Call c, SetEdit set, int i) {
    return set.remove(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  /** Begins a set that is not there with word {@code i}, the first of so many members. */
  static void createFor(Call c, SetEdit set, int i, long count) {
    set.createFor(c.argv().array(), c.argv().offset(i), c.argv().length(i), count);
  }
}
