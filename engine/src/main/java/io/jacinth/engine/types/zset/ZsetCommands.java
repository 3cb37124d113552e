package io.jacinth.engine.types.zset;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.store.ZsetEdit;
import io.jacinth.store.ZsetView;

/** Sorted sets, member by member; ranges and combinations have families of their own. */
public final class ZsetCommands {
  private static final int READS = READONLY | FAST;
  private static final Keys READ = Keys.at(1, RO | ACCESS);
  private static final Keys POP = Keys.at(1, RW | ACCESS | DELETE);
  private static final String LOG = "O(log(N)) where N is the size of the sorted set";
  private static final String VARYING = "nondeterministic_output";

  public static final CommandFamily FAMILY =
      family(Group.SORTED_SET)
          .row(
              "ZADD",
              arity(-4),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | UPDATE),
              ZsetAdd::add,
              doc(
                  "1.2.0",
                  "O(log(N)) for each member, where N is the size of the sorted set",
                  "key [condition^3.0.2=<NX | XX>] [comparison^6.2.0=<GT | LT>]"
                      + " [change=CH^3.0.2] [increment=INCR^3.0.2] score_member={score/double"
                      + " member} [score_member ...]",
                  "Gives members scores, adding those that are not there."))
          .row(
              "ZINCRBY",
              arity(4),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | ACCESS | UPDATE),
              ZsetAdd::incrby,
              doc("1.2.0", LOG, "key increment member", "Adds to the score of a member."))
          .row(
              "ZREM",
              arity(-3),
              WRITE | FAST,
              Keys.at(1, RW | DELETE),
              ZsetCommands::remove,
              doc(
                  "1.2.0",
                  "O(M*log(N)) where N is the size of the sorted set and M the number of members"
                      + " given",
                  "key member [member ...]",
                  "Removes members, and the sorted set with its last one."))
          .row(
              "ZCARD",
              arity(2),
              READS,
              Keys.at(1, RO),
              ZsetCommands::size,
              doc("1.2.0", "O(1)", "key", "Returns how many members a sorted set has."))
          .row(
              "ZSCORE",
              arity(3),
              READS,
              READ,
              ZsetCommands::score,
              doc("1.2.0", "O(1)", "key member", "Returns the score of a member."))
          .row(
              "ZMSCORE",
              arity(-3),
              READS,
              READ,
              ZsetCommands::scores,
              doc(
                  "6.2.0",
                  "O(N) where N is the number of members given",
                  "key member [member ...]",
                  "Returns the scores of members."))
          .row(
              "ZRANK",
              arity(-3),
              READS,
              READ,
              c -> rank(c, false),
              doc(
                  "2.0.0",
                  LOG,
                  "key member [WITHSCORE]",
                  "Returns a member's place, counted from the lowest score."))
          .row(
              "ZREVRANK",
              arity(-3),
              READS,
              READ,
              c -> rank(c, true),
              doc(
                  "2.0.0",
                  LOG,
                  "key member [WITHSCORE]",
                  "Returns a member's place, counted from the highest score."))
          .row(
              "ZPOPMIN",
              arity(-2),
              WRITE | FAST,
              POP,
              c -> ZsetPop.pop(c, false),
              doc(
                  "5.0.0",
                  "O(log(N)*M) where N is the size of the sorted set and M the number removed",
                  "key [count]",
                  "Removes and returns the members with the lowest scores."))
          .row(
              "ZPOPMAX",
              arity(-2),
              WRITE | FAST,
              POP,
              c -> ZsetPop.pop(c, true),
              doc(
                  "5.0.0",
                  "O(log(N)*M) where N is the size of the sorted set and M the number removed",
                  "key [count]",
                  "Removes and returns the members with the highest scores."))
          .row(
              "ZMPOP",
              arity(-4),
              WRITE,
              Keys.counted(1, RW | ACCESS | DELETE),
              ZsetPop::popFirst,
              doc(
                  "7.0.0",
                  "O(K) + O(M*log(N)) where K is the number of keys given, N the size of the sorted"
                      + " set and M the number removed",
                  "numkeys key [key ...] where=<MIN | MAX> [COUNT count]",
                  "Removes and returns members of the first sorted set that has any."))
          .row(
              "ZRANDMEMBER",
              arity(-2),
              READONLY,
              READ,
              new ZsetRandom()::run,
              doc(
                  "6.2.0",
                  "O(N) where N is the number of members returned",
                  "key [options={count [WITHSCORES]}]",
                  "Returns random members.",
                  VARYING))
          .row(
              "ZSCAN",
              arity(-3),
              READONLY,
              READ,
              new ZsetScan()::scan,
              doc(
                  "2.8.0",
                  "O(1) for every call, O(N) for a whole iteration",
                  "key cursor [MATCH pattern] [COUNT count]",
                  "Returns some members with their scores and the cursor to go on with.",
                  VARYING));

  private ZsetCommands() {}

  private static Outcome remove(Call c) {
    ZsetEdit zset = Zsets.write(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    int removed = 0;
    for (int i = 2; i < c.count() && zset.size() > 0; i++) {
      if (zset.remove(c.argv().array(), c.argv().offset(i), c.argv().length(i))) {
        removed++;
      }
    }
    Zsets.removed(c, zset, "zrem", removed);
    return c.integer(removed);
  }

  private static Outcome size(Call c) {
    ZsetView zset = Zsets.read(c, 1);
    return zset == null ? Outcome.DONE : c.integer(zset.size());
  }

  private static Outcome score(Call c) {
    ZsetView zset = Zsets.read(c, 1);
    if (zset != null) {
      replyScore(c, zset, 2);
    }
    return Outcome.DONE;
  }

  private static void replyScore(Call c, ZsetView zset, int i) {
    if (Zsets.find(c, zset, i)) {
      c.reply().doubleValue(zset.score());
    } else {
      c.reply().nullValue();
    }
  }

  private static Outcome scores(Call c) {
    ZsetView zset = Zsets.read(c, 1);
    if (zset != null) {
      c.reply().array(c.count() - 2);
      for (int i = 2; i < c.count(); i++) {
        replyScore(c, zset, i);
      }
    }
    return Outcome.DONE;
  }

  private static Outcome rank(Call c, boolean reverse) {
    if (c.count() > 4) {
      return c.error("ERR wrong number of arguments for '" + c.row().name() + "' command");
    }
    boolean withScore = c.count() == 4;
    if (withScore && !c.argv().is(3, "WITHSCORE")) {
      return c.syntaxError();
    }
    ZsetView zset = Zsets.read(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    int rank = zset.rankOf(c.argv().array(), c.argv().offset(2), c.argv().length(2));
    if (rank == ZsetView.NOWHERE) {
      if (withScore) {
        c.reply().nullArray();
      } else {
        c.reply().nullValue();
      }
      return Outcome.DONE;
    }
    if (withScore) {
      c.reply().array(2);
    }
    c.reply().integer(reverse ? zset.size() - 1 - rank : rank);
    if (withScore) {
      c.reply().doubleValue(zset.score());
    }
    return Outcome.DONE;
  }
}
