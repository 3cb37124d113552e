package io.jacinth.engine.types.zset;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Destination;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.TypedKeys;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ValueSite;
import io.jacinth.store.ValueTypes;
import io.jacinth.store.ZsetEdit;
import io.jacinth.store.ZsetView;
import org.jspecify.annotations.Nullable;

/** Opening sorted sets, and what many of their commands have in common. */
public final class Zsets {
  private Zsets() {}

  /** The sorted set of word {@code i}, empty when there is no key; null after an error reply. */
  public static @Nullable ZsetView read(Call c, int i) {
    int entry = TypedKeys.read(c, i, ValueTypes.ZSET);
    return entry == TypedKeys.WRONG ? null : c.engine().values().zsetView().open(entry);
  }

  /**
   * The sorted set of word {@code i}, behind the open door; null after an error reply. Whoever
   * calls closes the door ({@code c.keys().door()}).
   */
  public static @Nullable ZsetEdit write(Call c, int i) {
    WriteDoor door = TypedKeys.write(c, i, ValueTypes.ZSET);
    return door == null ? null : open(c, c.engine().values().zsetEdit(), door.site());
  }

  /** An edit at a site, with the limits of the configuration. */
  public static ZsetEdit open(Call c, ZsetEdit edit, ValueSite site) {
    Config config = c.engine().config();
    return edit.open(
        site,
        config.number(MemoryOptions.ZSET_MAX_LISTPACK_ENTRIES),
        config.number(MemoryOptions.ZSET_MAX_LISTPACK_VALUE));
  }

  /** A value for the key in word {@code i}, to be built by {@link #open} at its site. */
  public static Draft draft(Call c, int i) {
    return c.keys().store().newDraft(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  /**
   * Puts a result in the place of whatever is at the key in word 1, or deletes that when the result
   * is empty. The draft is used up.
   */
  public static void store(Call c, Draft draft, String event) {
    if (draft.entry() != 0) {
      WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
      door.putDraft(draft, EntryTable.NO_EXPIRE);
      door.commit(EventClass.ZSET, event);
      return;
    }
    draft.discard();
    Destination.clear(c, 1);
  }

  /** Looks for the member that word {@code i} names. */
  public static boolean find(Call c, ZsetView zset, int i) {
    return zset.find(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  /** The header of {@code count} members, alone or with their scores. */
  public static void header(Call c, long count, boolean withScores) {
    c.reply().array(withScores && !c.reply().isResp3() ? count * 2 : count);
  }

  /** The member a set stands on, alone or with its score: a pair of its own in RESP3. */
  public static void reply(Call c, ZsetView zset, boolean withScore) {
    if (withScore && c.reply().isResp3()) {
      c.reply().array(2);
    }
    Items.reply(c, zset.member());
    if (withScore) {
      c.reply().doubleValue(zset.score());
    }
  }

  /** Closes the door after members were removed. */
  static void removed(Call c, ZsetEdit zset, String event, int members) {
    WriteDoor door = c.keys().door();
    if (members == 0) {
      door.unchanged();
    } else if (zset.size() == 0) {
      door.emptied(EventClass.ZSET, event, members);
    } else {
      door.commit(EventClass.ZSET, event, members);
    }
  }
}
