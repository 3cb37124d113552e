package io.jacinth.engine.types.list;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.BLOCKING;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.INSERT;
import static io.jacinth.engine.command.Keys.RW;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.Timeouts;
import io.jacinth.store.Item;
import io.jacinth.store.ListEdit;
import io.jacinth.store.ValueTypes;

/** Taking elements out of lists, at once or as soon as there are any, and moving them. */
public final class ListPops {
  private static final int TAKEN = RW | ACCESS | DELETE;
  private static final Keys MOVED = Keys.at(1, TAKEN).and(Keys.at(2, RW | INSERT));
  private static final String PER_TAKEN = "O(N) where N is the number of elements returned";
  private static final String PER_KEY = "O(N) where N is the number of keys given";
  private static final String PER_KEY_AND_TAKEN =
      "O(N+M) where N is the number of keys given and M the number of elements returned";

  public static final CommandFamily FAMILY =
      family(Group.LIST)
          .row(
              "LPOP",
              arity(-2),
              WRITE | FAST,
              Keys.at(1, TAKEN),
              c -> pop(c, true),
              doc(
                  "1.0.0",
                  PER_TAKEN,
                  "key [count^6.2.0]",
                  "Takes elements from the head of a list."))
          .row(
              "RPOP",
              arity(-2),
              WRITE | FAST,
              Keys.at(1, TAKEN),
              c -> pop(c, false),
              doc(
                  "1.0.0",
                  PER_TAKEN,
                  "key [count^6.2.0]",
                  "Takes elements from the tail of a list."))
          .row(
              "LMPOP",
              arity(-4),
              WRITE,
              Keys.counted(1, TAKEN),
              c -> popSeveral(c, 1),
              doc(
                  "7.0.0",
                  PER_KEY_AND_TAKEN,
                  "numkeys key [key ...] where=<LEFT | RIGHT> [COUNT count]",
                  "Takes elements from the first of some lists that has any."))
          .row(
              "RPOPLPUSH",
              arity(3),
              WRITE | DENYOOM,
              MOVED,
              c -> move(c, false, true),
              doc(
                  "1.2.0",
                  "O(1)",
                  "source destination",
                  "Takes the last element of a list and puts it at the head of another one."))
          .deprecated("6.2.0", "`LMOVE` with the `RIGHT` and `LEFT` arguments")
          .row(
              "LMOVE",
              arity(5),
              WRITE | DENYOOM,
              MOVED,
              ListPops::lmove,
              doc(
                  "6.2.0",
                  "O(1)",
                  "source destination wherefrom=<LEFT | RIGHT> whereto=<LEFT | RIGHT>",
                  "Takes an element from one end of a list and puts it at an end of another one."))
          .row(
              "BLPOP",
              arity(-3),
              WRITE | BLOCKING,
              Keys.toLastButOne(1, TAKEN),
              c -> blockingPop(c, true),
              doc(
                  "2.0.0",
                  PER_KEY,
                  "key [key ...] timeout/double",
                  "Takes the first element of the first list that has any, or waits for one."))
          .row(
              "BRPOP",
              arity(-3),
              WRITE | BLOCKING,
              Keys.toLastButOne(1, TAKEN),
              c -> blockingPop(c, false),
              doc(
                  "2.0.0",
                  PER_KEY,
                  "key [key ...] timeout/double",
                  "Takes the last element of the first list that has any, or waits for one."))
          .row(
              "BLMPOP",
              arity(-5),
              WRITE | BLOCKING,
              Keys.counted(2, TAKEN),
              c -> popSeveral(c, 2),
              doc(
                  "7.0.0",
                  PER_KEY_AND_TAKEN,
                  "timeout/double numkeys key [key ...] where=<LEFT | RIGHT> [COUNT" + " count]",
                  "Takes elements from the first of some lists that has any, or waits for one."))
          .row(
              "BRPOPLPUSH",
              arity(4),
              WRITE | DENYOOM | BLOCKING,
              MOVED,
              ListPops::brpoplpush,
              doc(
                  "2.2.0",
                  "O(1)",
                  "source destination timeout/double",
                  "Takes the last element of a list, for which it waits if need be, and puts it at"
                      + " the head of another one."))
          .deprecated("6.2.0", "`BLMOVE` with the `RIGHT` and `LEFT` arguments")
          .row(
              "BLMOVE",
              arity(6),
              WRITE | DENYOOM | BLOCKING,
              MOVED,
              ListPops::blmove,
              doc(
                  "6.2.0",
                  "O(1)",
                  "source destination wherefrom=<LEFT | RIGHT> whereto=<LEFT | RIGHT>"
                      + " timeout/double",
                  "Takes an element from one end of a list, for which it waits if need be, and puts"
                      + " it at an end of another one."));

  private ListPops() {}

  // ---- taking

  private static Outcome pop(Call c, boolean head) {
    if (c.count() > 3) {
      return c.error("ERR wrong number of arguments for '" + c.row().name() + "' command");
    }
    boolean counted = c.count() == 3;
    if (counted && (!c.argv().readLong(2) || c.argv().longValue() < 0)) {
      return c.error("ERR value is out of range, must be positive");
    }
    long count = counted ? c.argv().longValue() : 1;
    ListEdit list = Lists.write(c, 1);
    if (list == null) {
      return Outcome.DONE;
    }
    if (!c.keys().door().exists()) {
      c.keys().door().unchanged();
      if (counted) {
        c.reply().nullArray();
      } else {
        c.reply().nullValue();
      }
      return Outcome.DONE;
    }
    if (counted && count == 0) {
      c.keys().door().unchanged();
      c.reply().array(0);
      return Outcome.DONE;
    }
    long taken = Math.min(count, list.size());
    if (counted) {
      Lists.replyEnd(c, list, head, taken);
    } else {
      Items.reply(c, Lists.goToEnd(list, head));
    }
    Lists.removeEnd(c, list, head, taken);
    return Outcome.DONE;
  }

  /** LMPOP, and BLMPOP, whose number of keys is one word further on. */
  private static Outcome popSeveral(Call c, int countAt) {
    if (!c.argv().readLong(countAt) || c.argv().longValue() <= 0) {
      return c.error("ERR numkeys should be greater than 0");
    }
    long keys = c.argv().longValue();
    if (keys >= c.count() - countAt - 1) {
      return c.syntaxError();
    }
    int firstKey = countAt + 1;
    int at = firstKey + (int) keys;
    int left = Lists.isLeft(c, at);
    if (left < 0) {
      return Outcome.DONE;
    }
    long count = 1;
    if (at + 1 < c.count()) {
      if (at + 3 > c.count() || !c.argv().is(at + 1, "COUNT")) {
        return c.syntaxError();
      }
      if (!c.argv().readLong(at + 2) || c.argv().longValue() <= 0) {
        return c.error("ERR count should be greater than 0");
      }
      count = c.argv().longValue();
      if (at + 3 < c.count()) {
        return c.syntaxError();
      }
    }
    boolean blocks = countAt == 2;
    long deadline = blocks ? Timeouts.seconds(c, 1) : 0;
    if (deadline == Timeouts.WRONG) {
      return Outcome.DONE;
    }
    for (int i = firstKey; i < at; i++) {
      ListEdit list = Lists.write(c, i);
      if (list == null) {
        return Outcome.DONE;
      }
      if (list.size() > 0) {
        takeSeveral(c, list, i, left == 1, Math.min(count, list.size()));
        return Outcome.DONE;
      }
      c.keys().door().unchanged();
    }
    return blocks ? wait(c, deadline, firstKey, (int) keys) : noArray(c);
  }

  private static void takeSeveral(Call c, ListEdit list, int i, boolean head, long count) {
    c.reply().array(2);
    c.reply().bulk(c.argv().array(), c.argv().offset(i), c.argv().length(i));
    Lists.replyEnd(c, list, head, count);
    Lists.removeEnd(c, list, head, count);
    if (c.effects().isWanted()) {
      c.effects().command(c.db(), 3).word(head ? "LPOP" : "RPOP").word(c.argv(), i).word(count);
    }
  }

  private static Outcome noArray(Call c) {
    c.reply().nullArray();
    return Outcome.DONE;
  }

  private static Outcome wait(Call c, long deadline, int firstKey, int keys) {
    if (!c.mayBlock()) {
      return noArray(c);
    }
    return c.engine().blocking().block(c, ValueTypes.LIST, deadline, firstKey, keys, false);
  }

  private static Outcome blockingPop(Call c, boolean head) {
    int last = c.count() - 1;
    long deadline = Timeouts.seconds(c, last);
    if (deadline == Timeouts.WRONG) {
      return Outcome.DONE;
    }
    for (int i = 1; i < last; i++) {
      ListEdit list = Lists.write(c, i);
      if (list == null) {
        return Outcome.DONE;
      }
      if (list.size() > 0) {
        c.reply().array(2);
        c.reply().bulk(c.argv().array(), c.argv().offset(i), c.argv().length(i));
        Items.reply(c, Lists.goToEnd(list, head));
        Lists.removeEnd(c, list, head, 1);
        if (c.effects().isWanted()) {
          c.effects().command(c.db(), 2).word(head ? "LPOP" : "RPOP").word(c.argv(), i);
        }
        return Outcome.DONE;
      }
      c.keys().door().unchanged();
    }
    return wait(c, deadline, 1, last - 1);
  }

  // ---- moving

  private static Outcome lmove(Call c) {
    int from = Lists.isLeft(c, 3);
    int to = from < 0 ? -1 : Lists.isLeft(c, 4);
    return to < 0 ? Outcome.DONE : move(c, from == 1, to == 1);
  }

  private static Outcome move(Call c, boolean fromHead, boolean toHead) {
    ListEdit source = Lists.write(c, 1);
    if (source == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    if (!door.exists()) {
      door.unchanged();
      return c.nothing();
    }
    Item item = Lists.goToEnd(source, fromHead);
    byte[] element = item.bytes();
    // An element that is kept as a number is reckoned to take no bytes.
    int reckoned = item.isInteger() ? 0 : element.length;
    if (c.argv().same(1, 2)) {
      rotate(c, source, element, reckoned, fromHead, toHead);
      return Outcome.DONE;
    }
    door.unchanged();
    ListEdit target = Lists.write(c, 2);
    if (target == null) {
      return Outcome.DONE;
    }
    target.expect(reckoned, 1);
    target.push(toHead, element, 0, element.length);
    // It counts as one change, that of the source.
    door.commit(EventClass.LIST, Lists.pushEvent(toHead), 0);
    c.reply().bulk(element);
    ListEdit again = Lists.write(c, 1);
    if (again != null) {
      Lists.removeEnd(c, again, fromHead, 1);
    }
    return Outcome.DONE;
  }

  /** Source and destination are one list. */
  private static void rotate(
      Call c, ListEdit list, byte[] element, int reckoned, boolean fromHead, boolean toHead) {
    list.remove(false);
    list.expect(reckoned, 1);
    list.push(toHead, element, 0, element.length);
    list.settle();
    WriteDoor door = c.keys().door();
    door.commit(EventClass.LIST, Lists.pushEvent(toHead));
    door.alsoEvent(EventClass.LIST, Lists.popEvent(fromHead));
    c.reply().bulk(element);
  }

  private static Outcome brpoplpush(Call c) {
    long deadline = Timeouts.seconds(c, 3);
    return deadline == Timeouts.WRONG ? Outcome.DONE : blockingMove(c, deadline, false, true);
  }

  private static Outcome blmove(Call c) {
    int from = Lists.isLeft(c, 3);
    int to = from < 0 ? -1 : Lists.isLeft(c, 4);
    if (to < 0) {
      return Outcome.DONE;
    }
    long deadline = Timeouts.seconds(c, 5);
    return deadline == Timeouts.WRONG
        ? Outcome.DONE
        : blockingMove(c, deadline, from == 1, to == 1);
  }

  private static Outcome blockingMove(Call c, long deadline, boolean fromHead, boolean toHead) {
    ListEdit source = Lists.write(c, 1);
    if (source == null) {
      return Outcome.DONE;
    }
    boolean there = c.keys().door().exists();
    c.keys().door().unchanged();
    if (!there) {
      return c.mayBlock()
          ? c.engine().blocking().block(c, ValueTypes.LIST, deadline, 1, 1, false)
          : c.nothing();
    }
    long before = c.keys().dirty();
    move(c, fromHead, toHead);
    if (c.keys().dirty() != before && c.effects().isWanted()) {
      propagateMove(c);
    }
    return Outcome.DONE;
  }

  private static void propagateMove(Call c) {
    boolean lmove = c.count() == 6;
    c.effects()
        .command(c.db(), lmove ? 5 : 3)
        .word(lmove ? "LMOVE" : "RPOPLPUSH")
        .word(c.argv(), 1)
        .word(c.argv(), 2);
    if (lmove) {
      c.effects().word(c.argv(), 3).word(c.argv(), 4);
    }
  }
}
