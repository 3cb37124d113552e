package io.jacinth.engine.types.list;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.INSERT;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Items;
import io.jacinth.resp.Argv;
import io.jacinth.store.ListEdit;
import io.jacinth.store.ListView;

/** Lists: adding, looking, changing. Taking elements is {@link ListPops}. */
public final class ListCommands {
  private static final Keys PUSHED = Keys.at(1, RW | INSERT);
  private static final String PER_PUSHED = "O(N) where N is the number of elements given";
  private static final String TO_INDEX =
      "O(N) where N is the number of nodes before the element, O(1) at both ends";

  public static final CommandFamily FAMILY =
      family(Group.LIST)
          .row(
              "LPUSH",
              arity(-3),
              WRITE | DENYOOM | FAST,
              PUSHED,
              c -> push(c, true, false),
              doc(
                  "1.0.0",
                  PER_PUSHED,
                  "key element [element ...]",
                  "Adds elements at the head of a list, which is made if need be."))
          .row(
              "RPUSH",
              arity(-3),
              WRITE | DENYOOM | FAST,
              PUSHED,
              c -> push(c, false, false),
              doc(
                  "1.0.0",
                  PER_PUSHED,
                  "key element [element ...]",
                  "Adds elements at the tail of a list, which is made if need be."))
          .row(
              "LPUSHX",
              arity(-3),
              WRITE | DENYOOM | FAST,
              PUSHED,
              c -> push(c, true, true),
              doc(
                  "2.2.0",
                  PER_PUSHED,
                  "key element [element ...]",
                  "Adds elements at the head of a list that is there."))
          .row(
              "RPUSHX",
              arity(-3),
              WRITE | DENYOOM | FAST,
              PUSHED,
              c -> push(c, false, true),
              doc(
                  "2.2.0",
                  PER_PUSHED,
                  "key element [element ...]",
                  "Adds elements at the tail of a list that is there."))
          .row(
              "LLEN",
              arity(2),
              READONLY | FAST,
              Keys.at(1, RO),
              ListCommands::length,
              doc("1.0.0", "O(1)", "key", "Returns how many elements a list has."))
          .row(
              "LRANGE",
              arity(4),
              READONLY,
              Keys.at(1, RO | ACCESS),
              ListCommands::range,
              doc(
                  "1.0.0",
                  "O(S+N) where S is the way to the first element and N the number returned",
                  "key start stop",
                  "Returns the elements between two indexes."))
          .row(
              "LINDEX",
              arity(3),
              READONLY,
              Keys.at(1, RO | ACCESS),
              ListCommands::index,
              doc("1.0.0", TO_INDEX, "key index", "Returns the element at an index."))
          .row(
              "LPOS",
              arity(-3),
              READONLY,
              Keys.at(1, RO | ACCESS),
              ListPositions::positions,
              doc(
                  "6.0.6",
                  "O(N) where N is the number of elements looked at",
                  "key element [RANK rank/integer] [COUNT num-matches/integer] [MAXLEN"
                      + " len/integer]",
                  "Returns the indexes at which an element stands."))
          .row(
              "LSET",
              arity(4),
              WRITE | DENYOOM,
              Keys.at(1, RW | UPDATE),
              ListCommands::set,
              doc(
                  "1.0.0",
                  TO_INDEX,
                  "key index element",
                  "Puts an element in another one's place."))
          .row(
              "LINSERT",
              arity(5),
              WRITE | DENYOOM,
              PUSHED,
              ListCommands::insert,
              doc(
                  "2.2.0",
                  "O(N) where N is the number of elements before the pivot",
                  "key where=<BEFORE | AFTER> pivot element",
                  "Adds an element beside another one."))
          .row(
              "LREM",
              arity(4),
              WRITE,
              Keys.at(1, RW | DELETE),
              ListCommands::remove,
              doc(
                  "1.0.0",
                  "O(N) where N is the length of the list",
                  "key count element",
                  "Removes elements that are equal to one, from the head or from the tail."))
          .row(
              "LTRIM",
              arity(4),
              WRITE,
              Keys.at(1, RW | DELETE),
              ListCommands::trim,
              doc(
                  "1.0.0",
                  "O(N) where N is the number of elements removed",
                  "key start stop",
                  "Removes all elements but those between two indexes."));

  private ListCommands() {}

  private static Outcome push(Call c, boolean head, boolean onlyExisting) {
    ListEdit list = Lists.write(c, 1);
    if (list == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    if (onlyExisting && !door.exists()) {
      door.unchanged();
      return c.integer(0);
    }
    Argv argv = c.argv();
    long bytes = 0;
    for (int i = 2; i < c.count(); i++) {
      bytes += argv.length(i);
    }
    list.expect(bytes, c.count() - 2);
    for (int i = 2; i < c.count(); i++) {
      list.push(head, argv.array(), argv.offset(i), argv.length(i));
    }
    long size = list.size();
    door.commit(EventClass.LIST, Lists.pushEvent(head), c.count() - 2);
    return c.integer(size);
  }

  private static Outcome length(Call c) {
    ListView list = Lists.read(c);
    return list == null ? Outcome.DONE : c.integer(list.size());
  }

  private static Outcome range(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long start = c.argv().longValue();
    if (!c.argv().readLong(3)) {
      return c.notAnInteger();
    }
    long stop = c.argv().longValue();
    ListView list = Lists.read(c);
    if (list == null) {
      return Outcome.DONE;
    }
    long size = list.size();
    long from = Math.max(0, start < 0 ? start + size : start);
    long to = Math.min(size - 1, stop < 0 ? stop + size : stop);
    if (from > to || from >= size) {
      c.reply().array(0);
      return Outcome.DONE;
    }
    long left = to - from + 1;
    c.reply().array(left);
    list.seek(from);
    Items.reply(c, list.item());
    while (--left > 0 && list.next()) {
      Items.reply(c, list.item());
    }
    return Outcome.DONE;
  }

  private static Outcome index(Call c) {
    ListView list = Lists.read(c);
    if (list == null) {
      return Outcome.DONE;
    }
    long size = list.size();
    if (size == 0) {
      return c.nothing();
    }
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long index = c.argv().longValue();
    if (!list.seek(index < 0 ? index + size : index)) {
      return c.nothing();
    }
    Items.reply(c, list.item());
    return Outcome.DONE;
  }

  private static Outcome set(Call c) {
    ListEdit list = Lists.write(c, 1);
    if (list == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    if (!door.exists()) {
      door.unchanged();
      return c.error("ERR no such key");
    }
    if (!c.argv().readLong(2)) {
      door.unchanged();
      return c.notAnInteger();
    }
    long index = c.argv().longValue();
    long from = index < 0 ? index + list.size() : index;
    if (from < 0 || from >= list.size()) {
      door.unchanged();
      return c.error("ERR index out of range");
    }
    list.expect(c.argv().length(3), 1);
    list.seek(from);
    list.replace(c.argv().array(), c.argv().offset(3), c.argv().length(3));
    list.settle();
    door.commit(EventClass.LIST, "lset");
    return c.ok();
  }

  private static Outcome insert(Call c) {
    Argv argv = c.argv();
    boolean after = argv.is(2, "AFTER");
    if (!after && !argv.is(2, "BEFORE")) {
      return c.syntaxError();
    }
    ListEdit list = Lists.write(c, 1);
    if (list == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    long index = 0;
    boolean there = list.seek(0);
    if (!there) {
      door.unchanged();
      return c.integer(0);
    }
    while (there && !list.is(argv.array(), argv.offset(3), argv.length(3))) {
      there = list.next();
      index++;
    }
    if (!there) {
      door.unchanged();
      return c.integer(-1);
    }
    list.expect(argv.length(4), 1);
    list.seek(index);
    list.insert(after, argv.array(), argv.offset(4), argv.length(4));
    long size = list.size();
    door.commit(EventClass.LIST, "linsert");
    return c.integer(size);
  }

  private static Outcome remove(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long count = c.argv().longValue();
    if (count == Long.MIN_VALUE) {
      return c.error(
          "ERR value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");
    }
    ListEdit list = Lists.write(c, 1);
    if (list == null) {
      return Outcome.DONE;
    }
    boolean goBack = count < 0;
    long wanted = count == 0 ? Long.MAX_VALUE : Math.abs(count);
    long removed = 0;
    boolean more = list.seek(goBack ? list.size() - 1 : 0);
    while (more && removed < wanted) {
      if (list.is(c.argv().array(), c.argv().offset(3), c.argv().length(3))) {
        more = list.remove(goBack);
        removed++;
      } else {
        more = goBack ? list.previous() : list.next();
      }
    }
    WriteDoor door = c.keys().door();
    if (removed == 0) {
      door.unchanged();
    } else if (list.size() == 0) {
      door.emptied(EventClass.LIST, "lrem", removed);
    } else {
      list.settle();
      door.commit(EventClass.LIST, "lrem", removed);
    }
    return c.integer(removed);
  }

  private static Outcome trim(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long start = c.argv().longValue();
    if (!c.argv().readLong(3)) {
      return c.notAnInteger();
    }
    long stop = c.argv().longValue();
    ListEdit list = Lists.write(c, 1);
    if (list == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    if (!door.exists()) {
      door.unchanged();
      return c.ok();
    }
    long size = list.size();
    long from = Math.max(0, start < 0 ? start + size : start);
    long to = Math.min(size - 1, stop < 0 ? stop + size : stop);
    if (from > to || from >= size) {
      door.emptied(EventClass.LIST, "ltrim", size);
      return c.ok();
    }
    long behind = size - 1 - to;
    list.removeRange(0, from);
    list.removeRange(list.size() - behind, behind);
    list.settle();
    // Trimming nothing off is told to everybody but replicas.
    door.commit(EventClass.LIST, "ltrim", from + behind);
    return c.ok();
  }
}
