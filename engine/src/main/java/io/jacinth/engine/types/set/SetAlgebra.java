package io.jacinth.engine.types.set;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Destination;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.TypedKeys;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.CommonMembers;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Item;
import io.jacinth.store.LookAhead;
import io.jacinth.store.Rooms;
import io.jacinth.store.SetEdit;
import io.jacinth.store.SetView;
import io.jacinth.store.ValueTypes;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * SINTER, SUNION and SDIFF, and what stores or counts their results. A key that is not there is a
 * set without members.
 *
 * <p>What is replied goes out member by member where no member can come twice; a union, and what is
 * stored, is gathered in a {@link Draft}.
 */
final class SetAlgebra {
  /** Members that are looked for at a time, so that the waits for memory overlap. */
  private static final int TOGETHER = 16;

  private final Call c;
  private final int[] entries;
  private final SetView[] sets;
  private boolean isMissingOne;
  private byte[] room = new byte[256];

  private SetAlgebra(Call c, int count) {
    this.c = c;
    entries = new int[count];
    sets = new SetView[count];
  }

  /** Opens the sets of {@code count} words from {@code first} on; null after an error reply. */
  private static @Nullable SetAlgebra open(Call c, int first, int count) {
    SetAlgebra all = new SetAlgebra(c, count);
    for (int i = 0; i < count; i++) {
      int entry = TypedKeys.read(c, first + i, ValueTypes.SET);
      if (entry == TypedKeys.WRONG) {
        return null;
      }
      all.entries[i] = entry;
      all.isMissingOne |= entry == 0;
    }
    // Reading a key may have deleted others past their time, so nothing is opened before the last.
    for (int i = 0; i < count; i++) {
      all.sets[i] = c.engine().values().setView(i).open(all.entries[i]);
    }
    return all;
  }

  // ---- commands

  static Outcome inter(Call c) {
    SetAlgebra all = open(c, 1, c.count() - 1);
    if (all != null) {
      long mark = c.reply().beginDeferred();
      long count = all.isMissingOne ? 0 : all.eachInAll(Long.MAX_VALUE, all::reply);
      c.reply().endDeferred(mark, ReplyBuffer.Aggregate.SET, count);
    }
    return Outcome.DONE;
  }

  static Outcome interCard(Call c) {
    if (!c.argv().readLong(1) || c.argv().longValue() < 1) {
      return c.error("ERR numkeys should be greater than 0");
    }
    long keys = c.argv().longValue();
    if (keys > c.count() - 2) {
      return c.error("ERR Number of keys can't be greater than number of args");
    }
    long limit = 0;
    for (int i = 2 + (int) keys; i < c.count(); i += 2) {
      if (!c.argv().is(i, "LIMIT") || i + 1 == c.count()) {
        return c.syntaxError();
      }
      if (!c.argv().readLong(i + 1) || c.argv().longValue() < 0) {
        return c.error("ERR LIMIT can't be negative");
      }
      limit = c.argv().longValue();
    }
    SetAlgebra all = open(c, 2, (int) keys);
    if (all == null) {
      return Outcome.DONE;
    }
    long most = limit == 0 ? Long.MAX_VALUE : limit;
    return c.integer(all.isMissingOne ? 0 : all.eachInAll(most, member -> {}));
  }

  static Outcome interStore(Call c) {
    SetAlgebra all = open(c, 2, c.count() - 2);
    if (all == null) {
      return Outcome.DONE;
    }
    Result result = all.new Result(Sets.limits(c));
    if (!all.isMissingOne) {
      all.sortBySize(0);
      result.startsAsListpack = !all.sets[0].isIntset();
      all.eachInAll(Long.MAX_VALUE, result::add);
      if (result.isOfNumbers) {
        result.edit.becomeIntset();
      }
    }
    return result.store("sinterstore");
  }

  static Outcome union(Call c) {
    SetAlgebra all = open(c, 1, c.count() - 1);
    if (all != null) {
      Result result = all.new Result(all.scratchLimits());
      all.unite(result);
      result.replyAndDiscard();
    }
    return Outcome.DONE;
  }

  static Outcome unionStore(Call c) {
    SetAlgebra all = open(c, 2, c.count() - 2);
    if (all == null) {
      return Outcome.DONE;
    }
    Result result = all.new Result(Sets.limits(c));
    all.unite(result);
    return result.store("sunionstore");
  }

  static Outcome diff(Call c) {
    SetAlgebra all = open(c, 1, c.count() - 1);
    if (all == null) {
      return Outcome.DONE;
    }
    if (all.isWorthLooking()) {
      long mark = c.reply().beginDeferred();
      long count = all.eachOnlyInFirst(all::reply);
      c.reply().endDeferred(mark, ReplyBuffer.Aggregate.SET, count);
    } else {
      Result result = all.new Result(all.scratchLimits());
      all.subtract(result);
      result.replyAndDiscard();
    }
    return Outcome.DONE;
  }

  static Outcome diffStore(Call c) {
    SetAlgebra all = open(c, 2, c.count() - 2);
    if (all == null) {
      return Outcome.DONE;
    }
    Result result = all.new Result(Sets.limits(c));
    if (all.isWorthLooking()) {
      all.eachOnlyInFirst(result::add);
    } else {
      all.subtract(result);
    }
    return result.store("sdiffstore");
  }

  // ---- the algebra

  /** Takes a member of a result. */
  private interface Sink {
    void take(Item member);
  }

  private void reply(Item member) {
    Items.reply(c, member);
  }

  /** Sorts the sets from one on by their sizes. */
  private void sortBySize(int from) {
    Arrays.sort(sets, from, sets.length, Comparator.comparingInt(SetView::size));
  }

  private long eachInAll(long most, Sink sink) {
    sortBySize(0);
    return CommonMembers.canWalk(sets) ? eachCommon(most, sink) : eachFound(most, sink);
  }

  private long eachCommon(long most, Sink sink) {
    CommonMembers common = CommonMembers.of(sets);
    long count = 0;
    while (count < most && common.next()) {
      count++;
      sink.take(sets[0].member());
    }
    return count;
  }

  private long eachFound(long most, Sink sink) {
    SetView smallest = sets[0];
    LookAhead ahead = c.keys().store().newLookAhead();
    int[] places = new int[TOGETHER];
    long[] hashes = new long[TOGETHER];
    long count = 0;
    int gathered = TOGETHER;
    while (count < most && gathered == TOGETHER) {
      gathered = 0;
      while (gathered < TOGETHER && smallest.next()) {
        places[gathered] = smallest.place();
        hashes[gathered] = hashAhead(smallest.member(), ahead);
        gathered++;
      }
      ahead.fetch();
      for (int i = 0; i < gathered && count < most; i++) {
        smallest.goTo(places[i]);
        Item member = smallest.member();
        if (isInOthers(member, hashes[i])) {
          count++;
          sink.take(member);
        }
      }
    }
    return count;
  }

  /** Hashes a member, unless it is a number, and notes where the second set would have it. */
  private long hashAhead(Item member, LookAhead ahead) {
    if (member.isInteger() || sets.length == 1) {
      return 0;
    }
    int length = load(member);
    long hash = c.keys().store().hash(room, 0, length);
    ahead.add(sets[1], hash);
    return hash;
  }

  private boolean isInOthers(Item member, long hash) {
    boolean inAll = true;
    int length = load(member);
    for (int i = 1; i < sets.length && inAll; i++) {
      inAll =
          member.isInteger() ? sets[i].find(member.integer()) : sets[i].find(hash, room, 0, length);
    }
    return inAll;
  }

  /** Copies the text of a member, unless it is a number; returns its length. */
  private int load(Item member) {
    if (member.isInteger()) {
      return 0;
    }
    room = Rooms.atLeast(room, member.length());
    return member.copyTo(room, 0);
  }

  private boolean contains(SetView set, Item member, int length) {
    return member.isInteger() ? set.find(member.integer()) : set.find(room, 0, length);
  }

  private void unite(Result result) {
    for (SetView set : sets) {
      while (set.next()) {
        result.add(set.member());
      }
    }
  }

  /**
   * How to find a difference: by looking for each member of the first set in the others, or by
   * taking all their members out of a copy. The first is the cheaper step by far.
   */
  private boolean isWorthLooking() {
    long looks = 0;
    long removals = 0;
    for (SetView set : sets) {
      if (set.size() > 0) {
        looks += sets[0].size();
        removals += set.size();
      }
    }
    return looks / 2 <= removals;
  }

  private boolean isFirstAmongOthers() {
    for (int i = 1; i < entries.length; i++) {
      if (entries[i] == entries[0]) {
        return true;
      }
    }
    return false;
  }

  private long eachOnlyInFirst(Sink sink) {
    if (isFirstAmongOthers()) {
      return 0;
    }
    SetView first = sets[0];
    if (sets.length > 1) {
      sortBySize(1); // looked at from the largest on: it is the likeliest to have a member
    }
    long count = 0;
    while (first.next()) {
      Item member = first.member();
      int length = load(member);
      boolean elsewhere = false;
      for (int i = sets.length - 1; i > 0 && !elsewhere; i--) {
        elsewhere = contains(sets[i], member, length);
      }
      if (!elsewhere) {
        count++;
        sink.take(member);
      }
    }
    return count;
  }

  private void subtract(Result result) {
    if (isFirstAmongOthers()) {
      return;
    }
    while (sets[0].next()) {
      result.add(sets[0].member());
    }
    for (int i = 1; i < sets.length && result.edit.size() > 0; i++) {
      while (result.edit.size() > 0 && sets[i].next()) {
        result.remove(sets[i].member());
      }
    }
  }

  /** For what is only replied: numbers as long as there are numbers only, then a table. */
  private SetEdit.Limits scratchLimits() {
    for (SetView set : sets) {
      if (set.size() > 0 && !set.isIntset()) {
        return new SetEdit.Limits(0, 0, 0);
      }
    }
    return new SetEdit.Limits(Sets.limits(c).intsetMax(), 0, 0);
  }

  /** A set that is being gathered. */
  private final class Result {
    private final Draft draft;
    private final SetEdit edit;
    private boolean startsAsListpack;
    private boolean isOfNumbers = true;

    Result(SetEdit.Limits limits) {
      draft = c.keys().store().newDraft(c.argv().array(), c.argv().offset(1), c.argv().length(1));
      edit = c.engine().values().setEdit().open(draft.site(), limits);
    }

    void add(Item member) {
      byte[] text = text(member);
      int length = member.length();
      isOfNumbers = isOfNumbers && Items.isLong(member);
      if (startsAsListpack && draft.entry() == 0) {
        edit.createListpack();
      }
      edit.add(text, 0, length);
    }

    void remove(Item member) {
      byte[] text = text(member);
      edit.remove(text, 0, member.length());
    }

    private byte[] text(Item member) {
      room = Rooms.atLeast(room, member.length());
      member.copyTo(room, 0);
      return room;
    }

    void replyAndDiscard() {
      edit.rewind();
      SetCommands.replyAll(c, edit);
      draft.discard();
    }

    /** Puts the result in the place of the first key, or removes that when there is none. */
    Outcome store(String event) {
      int size = edit.size();
      if (size > 0) {
        WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
        door.putDraft(draft, EntryTable.NO_EXPIRE);
        door.commit(EventClass.SET, event);
        return c.integer(size);
      }
      draft.discard();
      Destination.clear(c, 1);
      return c.integer(0);
    }
  }
}
