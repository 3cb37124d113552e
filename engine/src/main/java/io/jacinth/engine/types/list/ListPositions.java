package io.jacinth.engine.types.list;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.ListView;

/** LPOS. */
final class ListPositions {
  private ListPositions() {}

  static Outcome positions(Call c) {
    long rank = 1;
    long count = -1;
    long maxLength = 0;
    for (int i = 3; i < c.count(); i += 2) {
      if (i + 1 == c.count()) {
        return c.syntaxError();
      }
      boolean integer = c.argv().readLong(i + 1);
      long value = c.argv().longValue();
      if (c.argv().is(i, "RANK")) {
        if (!integer) {
          return c.notAnInteger();
        }
        if (value == Long.MIN_VALUE) {
          return c.error(
              "ERR value is out of range, value must between -9223372036854775807 and"
                  + " 9223372036854775807");
        }
        if (value == 0) {
          return c.error(
              "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ..."
                  + " or use negative to start from the end of the list");
        }
        rank = value;
      } else if (c.argv().is(i, "COUNT")) {
        if (!integer || value < 0) {
          return c.error("ERR COUNT can't be negative");
        }
        count = value;
      } else if (c.argv().is(i, "MAXLEN")) {
        if (!integer || value < 0) {
          return c.error("ERR MAXLEN can't be negative");
        }
        maxLength = value;
      } else {
        return c.syntaxError();
      }
    }
    ListView list = Lists.read(c);
    if (list == null) {
      return Outcome.DONE;
    }
    if (count < 0) {
      return one(c, list, rank, maxLength);
    }
    return several(c, list, rank, count, maxLength);
  }

  private static Outcome one(Call c, ListView list, long rank, long maxLength) {
    Search search = new Search(c, list, rank, maxLength);
    long index = search.next();
    return index < 0 ? c.nothing() : c.integer(index);
  }

  private static Outcome several(Call c, ListView list, long rank, long count, long maxLength) {
    Search search = new Search(c, list, rank, maxLength);
    long mark = c.reply().beginDeferred();
    long found = 0;
    while (count == 0 || found < count) {
      long index = search.next();
      if (index < 0) {
        break;
      }
      c.reply().integer(index);
      found++;
    }
    c.reply().endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, found);
    return Outcome.DONE;
  }

  /** Goes from one match to the next, from either end. */
  private static final class Search {
    private final Call c;
    private final ListView list;
    private final boolean goBack;
    private final long size;
    private final long steps;
    private long toPass;
    private long looked;
    private boolean more;

    Search(Call c, ListView list, long rank, long maxLength) {
      this.c = c;
      this.list = list;
      goBack = rank < 0;
      toPass = Math.abs(rank) - 1;
      size = list.size();
      steps = maxLength == 0 ? size : Math.min(size, maxLength);
      more = list.seek(goBack ? size - 1 : 0);
    }

    long next() {
      while (more && looked < steps) {
        boolean same = list.is(c.argv().array(), c.argv().offset(2), c.argv().length(2));
        long index = goBack ? size - 1 - looked : looked;
        looked++;
        more = goBack ? list.previous() : list.next();
        if (same && toPass-- <= 0) {
          return index;
        }
      }
      return -1;
    }
  }
}
