package io.jacinth.engine.types.zset;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.OW;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.types.zset.Combination.Kind;
import io.jacinth.store.Draft;
import io.jacinth.store.ZsetEdit;

/** Sorted sets combined with each other: unions, intersections, differences. */
public final class CombinationCommands {
  private static final Keys READ = Keys.counted(1, RO | ACCESS);
  private static final Keys STORE = Keys.at(1, OW | UPDATE).and(Keys.counted(2, RO | ACCESS));
  private static final String UNION_COST =
      "O(N)+O(M*log(M)) where N is the sum of the sizes and M the size of the result";
  private static final String INTERSECTION_COST =
      "O(N*K)+O(M*log(M)) where N is the smallest size, K the number of inputs and M the size of"
          + " the result";
  private static final String DIFFERENCE_COST =
      "O(L + (N-K)log(N)) where L is the sum of the sizes, N the size of the first input and K"
          + " that of the result";

  public static final CommandFamily FAMILY =
      family(Group.SORTED_SET)
          .row(
              "ZUNIONSTORE",
              arity(-4),
              WRITE | DENYOOM,
              STORE,
              c -> store(c, Kind.UNION),
              doc(
                  "2.0.0",
                  UNION_COST,
                  "destination numkeys key [key ...] [WEIGHTS weight/integer [weight"
                      + " ...]] [AGGREGATE <SUM | MIN | MAX>]",
                  "Stores the members that are in any of the inputs."))
          .row(
              "ZINTERSTORE",
              arity(-4),
              WRITE | DENYOOM,
              STORE,
              c -> store(c, Kind.INTERSECTION),
              doc(
                  "2.0.0",
                  INTERSECTION_COST,
                  "destination numkeys key [key ...] [WEIGHTS weight/integer [weight"
                      + " ...]] [AGGREGATE <SUM | MIN | MAX>]",
                  "Stores the members that are in all of the inputs."))
          .row(
              "ZDIFFSTORE",
              arity(-4),
              WRITE | DENYOOM,
              STORE,
              c -> store(c, Kind.DIFFERENCE),
              doc(
                  "6.2.0",
                  DIFFERENCE_COST,
                  "destination numkeys key [key ...]",
                  "Stores the members that are in the first input and in no other."))
          .row(
              "ZUNION",
              arity(-3),
              READONLY,
              READ,
              c -> reply(c, Kind.UNION),
              doc(
                  "6.2.0",
                  UNION_COST,
                  "numkeys key [key ...] [WEIGHTS weight/integer [weight ...]]"
                      + " [AGGREGATE <SUM | MIN | MAX>] [WITHSCORES]",
                  "Returns the members that are in any of the inputs."))
          .row(
              "ZINTER",
              arity(-3),
              READONLY,
              READ,
              c -> reply(c, Kind.INTERSECTION),
              doc(
                  "6.2.0",
                  INTERSECTION_COST,
                  "numkeys key [key ...] [WEIGHTS weight/integer [weight ...]]"
                      + " [AGGREGATE <SUM | MIN | MAX>] [WITHSCORES]",
                  "Returns the members that are in all of the inputs."))
          .row(
              "ZINTERCARD",
              arity(-3),
              READONLY,
              READ,
              CombinationCommands::count,
              doc(
                  "7.0.0",
                  "O(N*K) where N is the smallest size and K the number of inputs",
                  "numkeys key [key ...] [LIMIT limit/integer]",
                  "Counts the members that are in all of the inputs."))
          .row(
              "ZDIFF",
              arity(-3),
              READONLY,
              READ,
              c -> reply(c, Kind.DIFFERENCE),
              doc(
                  "6.2.0",
                  DIFFERENCE_COST,
                  "numkeys key [key ...] [WITHSCORES]",
                  "Returns the members that are in the first input and in no other."));

  private CombinationCommands() {}

  private static Outcome store(Call c, Kind kind) {
    Combination combination = Combination.read(c, kind, 2, true, false);
    if (combination == null) {
      return Outcome.DONE;
    }
    Draft draft = Zsets.draft(c, 1);
    ZsetEdit result = Zsets.open(c, c.engine().values().zsetEdit(), draft.site());
    if (combination.into(result) && result.isTable()) {
      // It has become a table on the way, which would have kept the sign: once more, as a table.
      draft.discard();
      draft = Zsets.draft(c, 1);
      result = c.engine().values().zsetEdit().open(draft.site(), 0, 0);
      Combination again = Combination.read(c, kind, 2, true, false);
      if (again != null) {
        again.into(result);
      }
    }
    int size = result.size();
    Zsets.store(c, draft, kind.event);
    return c.integer(size);
  }

  private static Outcome reply(Call c, Kind kind) {
    Combination combination = Combination.read(c, kind, 1, false, false);
    if (combination == null) {
      return Outcome.DONE;
    }
    Draft draft = Zsets.draft(c, 0);
    // As a table, since a listpack knows no -0.
    ZsetEdit result = c.engine().values().zsetEdit().open(draft.site(), 0, 0);
    combination.into(result);
    boolean withScores = combination.withScores();
    Zsets.header(c, result.size(), withScores);
    for (boolean more = result.goToRank(0); more; more = result.next()) {
      Zsets.reply(c, result, withScores);
    }
    draft.discard();
    return Outcome.DONE;
  }

  private static Outcome count(Call c) {
    Combination combination = Combination.read(c, Kind.INTERSECTION, 1, false, true);
    return combination == null ? Outcome.DONE : c.integer(combination.count());
  }
}
