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
import static io.jacinth.engine.command.Keys.OW;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.types.zset.ZsetRange.By;
import io.jacinth.store.Draft;
import io.jacinth.store.ZsetEdit;
import io.jacinth.store.ZsetView;
import org.jspecify.annotations.Nullable;

/** Ranges of sorted sets: read, counted, stored, removed. */
public final class ZsetRangeCommands {
  private static final Keys READ = Keys.at(1, RO | ACCESS);
  private static final Keys REMOVE = Keys.at(1, RW | DELETE);
  private static final String LOG_N = "O(log(N)) where N is the size of the sorted set";
  private static final String LOG_N_M =
      "O(log(N)+M) where N is the size of the sorted set and M the number returned";
  private static final String LOG_N_REMOVED =
      "O(log(N)+M) where N is the size of the sorted set and M the number removed";

  public static final CommandFamily FAMILY =
      family(Group.SORTED_SET)
          .row(
              "ZRANGE",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, null, null),
              doc(
                  "1.2.0",
                  LOG_N_M,
                  "key start/string stop/string [sortby^6.2.0=<BYSCORE | BYLEX>]"
                      + " [REV^6.2.0] [offset_count=LIMIT^6.2.0 {offset count}] [WITHSCORES]",
                  "Returns members in a range of ranks, scores or members."))
          .row(
              "ZRANGESTORE",
              arity(-5),
              WRITE | DENYOOM,
              Keys.at(1, OW | UPDATE).and(Keys.at(2, RO | ACCESS)),
              ZsetRangeCommands::store,
              doc(
                  "6.2.0",
                  "O(log(N)+M) where N is the size of the sorted set and M the number stored",
                  "dst/key src/key min max [sortby=<BYSCORE | BYLEX>] [REV]"
                      + " [offset_count=LIMIT {offset count}]",
                  "Stores members in a range of ranks, scores or members at another key."))
          .row(
              "ZRANGEBYSCORE",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, By.SCORE, false),
              doc(
                  "1.0.5",
                  LOG_N_M,
                  "key min/double max/double [WITHSCORES^2.0.0] [offset_count=LIMIT"
                      + " {offset count}]",
                  "Returns members in a range of scores."))
          .deprecated("6.2.0", "`ZRANGE` with the `BYSCORE` argument")
          .row(
              "ZREVRANGEBYSCORE",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, By.SCORE, true),
              doc(
                  "2.2.0",
                  LOG_N_M,
                  "key max/double min/double [WITHSCORES] [offset_count=LIMIT {offset" + " count}]",
                  "Returns members in a range of scores, the highest first."))
          .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYSCORE` arguments")
          .row(
              "ZRANGEBYLEX",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, By.LEX, false),
              doc(
                  "2.8.9",
                  LOG_N_M,
                  "key min max [offset_count=LIMIT {offset count}]",
                  "Returns members between two others in the order of bytes."))
          .deprecated("6.2.0", "`ZRANGE` with the `BYLEX` argument")
          .row(
              "ZREVRANGEBYLEX",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, By.LEX, true),
              doc(
                  "2.8.9",
                  LOG_N_M,
                  "key max min [offset_count=LIMIT {offset count}]",
                  "Returns members between two others in the reverse order of bytes."))
          .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYLEX` arguments")
          .row(
              "ZREVRANGE",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, By.RANK, true),
              doc(
                  "1.2.0",
                  LOG_N_M,
                  "key start stop [WITHSCORES]",
                  "Returns members in a range of ranks counted from the highest score."))
          .deprecated("6.2.0", "`ZRANGE` with the `REV` argument")
          .row(
              "ZCOUNT",
              arity(4),
              READONLY | FAST,
              READ,
              c -> count(c, By.SCORE),
              doc(
                  "2.0.0",
                  LOG_N,
                  "key min/double max/double",
                  "Counts the members in a range of scores."))
          .row(
              "ZLEXCOUNT",
              arity(4),
              READONLY | FAST,
              READ,
              c -> count(c, By.LEX),
              doc(
                  "2.8.9",
                  LOG_N,
                  "key min max",
                  "Counts the members between two others in the order of bytes."))
          .row(
              "ZREMRANGEBYRANK",
              arity(4),
              WRITE,
              REMOVE,
              c -> remove(c, By.RANK, "zremrangebyrank"),
              doc("2.0.0", LOG_N_REMOVED, "key start stop", "Removes a range of ranks."))
          .row(
              "ZREMRANGEBYSCORE",
              arity(4),
              WRITE,
              REMOVE,
              c -> remove(c, By.SCORE, "zremrangebyscore"),
              doc(
                  "1.2.0",
                  LOG_N_REMOVED,
                  "key min/double max/double",
                  "Removes a range of scores."))
          .row(
              "ZREMRANGEBYLEX",
              arity(4),
              WRITE,
              REMOVE,
              c -> remove(c, By.LEX, "zremrangebylex"),
              doc(
                  "2.8.9",
                  LOG_N_REMOVED,
                  "key min max",
                  "Removes the members between two others in the order of bytes."));

  private ZsetRangeCommands() {}

  private static Outcome range(Call c, @Nullable By by, @Nullable Boolean reverse) {
    ZsetRange range = ZsetRange.read(c, 1, false, by, reverse);
    ZsetView zset = range == null ? null : Zsets.read(c, 1);
    if (range == null || zset == null) {
      return Outcome.DONE;
    }
    range.locate(zset);
    boolean withScores = range.withScores();
    Zsets.header(c, range.count(), withScores);
    range.visit(zset, at -> Zsets.reply(c, at, withScores));
    return Outcome.DONE;
  }

  private static Outcome store(Call c) {
    ZsetRange range = ZsetRange.read(c, 2, true, null, null);
    ZsetView zset = range == null ? null : Zsets.read(c, 2);
    if (range == null || zset == null) {
      return Outcome.DONE;
    }
    range.locate(zset);
    Draft draft = Zsets.draft(c, 1);
    ZsetEdit result = Zsets.open(c, c.engine().values().zsetEdit(), draft.site());
    if (range.count() > 0) {
      result.expectMembers(range.count());
    }
    MemberBytes member = new MemberBytes();
    range.visit(
        zset,
        at -> {
          member.read(at.member());
          result.put(at.score(), member.bytes(), 0, member.length());
        });
    Zsets.store(c, draft, "zrangestore");
    return c.integer(range.count());
  }

  private static Outcome count(Call c, By by) {
    ZsetRange range = ZsetRange.plain(c, by, 2);
    ZsetView zset = range == null ? null : Zsets.read(c, 1);
    if (range == null || zset == null) {
      return Outcome.DONE;
    }
    range.locate(zset);
    return c.integer(range.count());
  }

  private static Outcome remove(Call c, By by, String event) {
    ZsetRange range = ZsetRange.plain(c, by, 2);
    ZsetEdit zset = range == null ? null : Zsets.write(c, 1);
    if (range == null || zset == null) {
      return Outcome.DONE;
    }
    range.locate(zset);
    zset.removeRanks(range.from(), range.to());
    Zsets.removed(c, zset, event, range.count());
    return c.integer(range.count());
  }
}
