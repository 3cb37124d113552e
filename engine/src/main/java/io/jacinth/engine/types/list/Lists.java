package io.jacinth.engine.types.list;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.TypedKeys;
import io.jacinth.store.Item;
import io.jacinth.store.ListEdit;
import io.jacinth.store.ListView;
import io.jacinth.store.ValueSite;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/** What several list commands do. */
public final class Lists {
  private Lists() {}

  /** The list of word 1, without elements when there is no key; null after an error reply. */
  static @Nullable ListView read(Call c) {
    int entry = TypedKeys.read(c, 1, ValueTypes.LIST);
    return entry == TypedKeys.WRONG ? null : c.engine().values().listView().open(entry);
  }

  /**
   * The list of word {@code i}, behind the open door; null after an error reply. Whoever calls
   * closes the door ({@code c.keys().door()}).
   */
  static @Nullable ListEdit write(Call c, int i) {
    WriteDoor door = TypedKeys.write(c, i, ValueTypes.LIST);
    if (door == null) {
      return null;
    }
    return open(c, door.site());
  }

  /** The list at a site, to be changed. */
  public static ListEdit open(Call c, ValueSite site) {
    Config config = c.engine().config();
    return c.engine()
        .values()
        .listEdit()
        .open(
            site,
            config.number(MemoryOptions.LIST_MAX_LISTPACK_SIZE),
            config.number(MemoryOptions.LIST_COMPRESS_DEPTH));
  }

  /** {@code LEFT} or {@code RIGHT}: 1 or 0; -1 after a syntax error. */
  static int isLeft(Call c, int i) {
    if (c.argv().is(i, "LEFT")) {
      return 1;
    }
    if (c.argv().is(i, "RIGHT")) {
      return 0;
    }
    c.syntaxError();
    return -1;
  }

  static String popEvent(boolean head) {
    return head ? "lpop" : "rpop";
  }

  static String pushEvent(boolean head) {
    return head ? "lpush" : "rpush";
  }

  /** Goes to the first or the last element, which must be there. */
  static Item goToEnd(ListEdit list, boolean head) {
    list.seek(head ? 0 : list.size() - 1);
    return list.item();
  }

  /** Replies so many elements from one end on, in the order they are taken. */
  static void replyEnd(Call c, ListView list, boolean head, long count) {
    c.reply().array(count);
    boolean more = list.seek(head ? 0 : list.size() - 1);
    for (long left = count; left > 0 && more; left--) {
      Items.reply(c, list.item());
      more = left > 1 && (head ? list.next() : list.previous());
    }
  }

  /** Removes so many elements at one end and closes the door; the key goes with the last one. */
  static void removeEnd(Call c, ListEdit list, boolean head, long count) {
    WriteDoor door = c.keys().door();
    long size = list.size();
    if (count >= size) {
      door.emptied(EventClass.LIST, popEvent(head), count);
      return;
    }
    list.removeRange(head ? 0 : size - count, count);
    list.settle();
    door.commit(EventClass.LIST, popEvent(head), count);
  }
}
