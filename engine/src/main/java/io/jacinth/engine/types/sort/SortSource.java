package io.jacinth.engine.types.sort;

import io.jacinth.engine.Values;
import io.jacinth.engine.command.Call;
import io.jacinth.store.ListView;
import io.jacinth.store.SetView;
import io.jacinth.store.ValueTypes;
import io.jacinth.store.ZsetView;

/** The list, set or sorted set that is sorted. */
final class SortSource {
  private final Values values;
  private final int entry;
  private final int type;
  private final int size;

  /**
   * @param entry 0 for an empty list
   */
  SortSource(Call c, int entry, int type) {
    values = c.engine().values();
    this.entry = entry;
    this.type = type;
    size = measure();
  }

  private int measure() {
    return switch (type) {
      case ValueTypes.SET -> set().size();
      case ValueTypes.ZSET -> zset().size();
      default -> Math.toIntExact(list().size());
    };
  }

  private ListView list() {
    return values.listView().open(entry);
  }

  private SetView set() {
    return values.setView(0).open(entry);
  }

  private ZsetView zset() {
    return values.zsetView().open(entry);
  }

  int size() {
    return size;
  }

  void addAll(SortVector to) {
    if (type == ValueTypes.SET) {
      SetView set = set();
      while (set.next()) {
        to.add(set.member());
      }
    } else {
      addRange(to, 0, size, false);
    }
  }

  /** Adds some elements of a list or sorted set, from either end on. */
  void addRange(SortVector to, int first, int count, boolean backwards) {
    if (count <= 0) {
      return;
    }
    int start = backwards ? size - 1 - first : first;
    if (type == ValueTypes.ZSET) {
      ZsetView zset = zset();
      boolean there = zset.goToRank(start);
      for (int i = 0; i < count && there; i++) {
        to.add(zset.member());
        there = backwards ? zset.previous() : zset.next();
      }
      return;
    }
    ListView list = list();
    boolean there = list.seek(start);
    for (int i = 0; i < count && there; i++) {
      to.add(list.item());
      there = backwards ? list.previous() : list.next();
    }
  }
}
