package io.jacinth.engine.types.zset;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.BLOCKING;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.RW;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.types.Timeouts;
import io.jacinth.store.ValueTypes;
import io.jacinth.store.ZsetEdit;

/** Pops from sorted sets that wait until there is something to pop. */
public final class ZsetBlockingCommands {
  private static final int POP = RW | ACCESS | DELETE;
  private static final String LOG_N = "O(log(N)) where N is the size of the sorted set";

  public static final CommandFamily FAMILY =
      family(Group.SORTED_SET)
          .row(
              "BZPOPMIN",
              arity(-3),
              WRITE | NOSCRIPT | BLOCKING | FAST,
              Keys.toLastButOne(1, POP),
              c -> pop(c, false),
              doc(
                  "5.0.0",
                  LOG_N,
                  "key [key ...] timeout/double",
                  "Removes and returns the member with the lowest score of the first sorted set"
                      + " that has any, waiting for one."))
          .row(
              "BZPOPMAX",
              arity(-3),
              WRITE | NOSCRIPT | BLOCKING | FAST,
              Keys.toLastButOne(1, POP),
              c -> pop(c, true),
              doc(
                  "5.0.0",
                  LOG_N,
                  "key [key ...] timeout/double",
                  "Removes and returns the member with the highest score of the first sorted set"
                      + " that has any, waiting for one."))
          .row(
              "BZMPOP",
              arity(-5),
              WRITE | BLOCKING,
              Keys.counted(2, POP),
              ZsetBlockingCommands::popSeveral,
              doc(
                  "7.0.0",
                  "O(K) + O(M*log(N)) where K is the number of keys given, N the size of the sorted"
                      + " set and M the number removed",
                  "timeout/double numkeys key [key ...] where=<MIN | MAX> [COUNT count]",
                  "Removes and returns members of the first sorted set that has any, waiting for"
                      + " one."));

  private ZsetBlockingCommands() {}

  private static Outcome pop(Call c, boolean max) {
    long deadline = Timeouts.seconds(c, c.count() - 1);
    if (deadline == Timeouts.WRONG) {
      return Outcome.DONE;
    }
    for (int i = 1; i < c.count() - 1; i++) {
      ZsetEdit zset = Zsets.write(c, i);
      if (zset == null) {
        return Outcome.DONE;
      }
      if (zset.size() == 0) {
        c.keys().door().unchanged();
        continue;
      }
      c.reply().array(3);
      c.reply().bulk(c.argv().array(), c.argv().offset(i), c.argv().length(i));
      ZsetPop.take(c, zset, max, 1, ZsetPop.Form.FLAT);
      if (c.effects().isWanted()) {
        c.effects().command(c.db(), 2).word(max ? "ZPOPMAX" : "ZPOPMIN").word(c.argv(), i);
      }
      return Outcome.DONE;
    }
    return waitFor(c, deadline, 1, c.count() - 2);
  }

  private static Outcome popSeveral(Call c) {
    ZsetPop.Multiple what = ZsetPop.Multiple.read(c, 2);
    if (what == null) {
      return Outcome.DONE;
    }
    long deadline = Timeouts.seconds(c, 1);
    if (deadline == Timeouts.WRONG || ZsetPop.popFirst(c, what)) {
      return Outcome.DONE;
    }
    return waitFor(c, deadline, what.firstKey(), what.keys());
  }

  private static Outcome waitFor(Call c, long deadlineMonoMs, int firstKey, int keys) {
    if (!c.mayBlock()) {
      c.reply().nullArray();
      return Outcome.DONE;
    }
    return c.engine().blocking().block(c, ValueTypes.ZSET, deadlineMonoMs, firstKey, keys, false);
  }
}
