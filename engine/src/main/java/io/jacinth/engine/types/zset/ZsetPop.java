package io.jacinth.engine.types.zset;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.store.ZsetEdit;
import org.jspecify.annotations.Nullable;

/** ZPOPMIN, ZPOPMAX and ZMPOP. */
final class ZsetPop {
  /** How members stand in a reply. */
  enum Form {
    /** Members and scores in turn. */
    FLAT,
    /** A pair each. */
    PAIRS
  }

  private ZsetPop() {}

  static Outcome pop(Call c, boolean max) {
    if (c.count() > 3) {
      return c.syntaxError();
    }
    long count = 1;
    boolean counted = c.count() == 3;
    if (counted) {
      if (!c.argv().readLong(2) || c.argv().longValue() < 0) {
        return c.error("ERR value is out of range, must be positive");
      }
      count = c.argv().longValue();
    }
    ZsetEdit zset = Zsets.write(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    int members = (int) Math.min(count, zset.size());
    Form form = counted && c.reply().isResp3() ? Form.PAIRS : Form.FLAT;
    c.reply().array(form == Form.PAIRS ? members : members * 2L);
    take(c, zset, max, members, form);
    return Outcome.DONE;
  }

  /** Replies with the members at one end, removes them and closes the door. */
  static void take(Call c, ZsetEdit zset, boolean max, int members, Form form) {
    int size = zset.size();
    boolean more = members > 0 && zset.goToRank(max ? size - 1 : 0);
    for (int i = 0; i < members && more; i++) {
      if (form == Form.PAIRS) {
        c.reply().array(2);
      }
      Items.reply(c, zset.member());
      c.reply().doubleValue(zset.score());
      more = max ? zset.previous() : zset.next();
    }
    zset.removeRanks(max ? size - members : 0, max ? size : members);
    Zsets.removed(c, zset, max ? "zpopmax" : "zpopmin", members);
  }

  /** What ZMPOP and BZMPOP are told, from a word with the number of keys on. */
  record Multiple(int firstKey, int keys, boolean max, long count) {
    /** Null after an error reply. */
    static @Nullable Multiple read(Call c, int numkeysAt) {
      if (!c.argv().readLong(numkeysAt) || c.argv().longValue() < 1) {
        c.error("ERR numkeys should be greater than 0");
        return null;
      }
      long keys = c.argv().longValue();
      if (keys > c.count() - numkeysAt - 2L) {
        c.syntaxError();
        return null;
      }
      int where = numkeysAt + (int) keys + 1;
      boolean max = c.argv().is(where, "MAX");
      if (!max && !c.argv().is(where, "MIN")) {
        c.syntaxError();
        return null;
      }
      long count = -1;
      for (int i = where + 1; i < c.count(); i += 2) {
        if (count >= 0 || !c.argv().is(i, "COUNT") || i + 1 == c.count()) {
          c.syntaxError();
          return null;
        }
        if (!c.argv().readLong(i + 1) || c.argv().longValue() < 1) {
          c.error("ERR count should be greater than 0");
          return null;
        }
        count = c.argv().longValue();
      }
      return new Multiple(numkeysAt + 1, (int) keys, max, Math.max(1, count));
    }
  }

  static Outcome popFirst(Call c) {
    Multiple what = Multiple.read(c, 1);
    if (what != null && !popFirst(c, what)) {
      c.reply().nullArray();
    }
    return Outcome.DONE;
  }

  /** Pops from the first set that has members, or replies with an error; false if none has any. */
  static boolean popFirst(Call c, Multiple what) {
    for (int i = what.firstKey(); i < what.firstKey() + what.keys(); i++) {
      ZsetEdit zset = Zsets.write(c, i);
      if (zset == null) {
        return true;
      }
      if (zset.size() == 0) {
        c.keys().door().unchanged();
        continue;
      }
      int members = (int) Math.min(what.count(), zset.size());
      c.reply().array(2);
      c.reply().bulk(c.argv().array(), c.argv().offset(i), c.argv().length(i));
      c.reply().array(members);
      take(c, zset, what.max(), members, Form.PAIRS);
      if (c.effects().isWanted()) {
        c.effects()
            .command(c.db(), 3)
            .word(what.max() ? "ZPOPMAX" : "ZPOPMIN")
            .word(c.argv(), i)
            .word(members);
      }
      return true;
    }
    return false;
  }
}
