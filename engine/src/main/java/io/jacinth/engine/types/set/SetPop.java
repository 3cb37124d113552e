package io.jacinth.engine.types.set;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Propagation;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Items;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.SetEdit;
import java.util.random.RandomGenerator;

/** SPOP: replicas are told which members went. */
final class SetPop {
  /** If what stays is that many times less than what goes, what stays is picked out. */
  private static final int STAYING_FACTOR = 5;

  /** Members that travel in one SREM. */
  private static final int BATCH = 1024;

  private final Call c;
  private final Propagation effects;
  private final boolean wanted;
  private final long count;
  private long popped;

  private SetPop(Call c, long count) {
    this.c = c;
    this.count = count;
    effects = c.effects();
    wanted = effects.isWanted();
  }

  static Outcome pop(Call c) {
    if (c.count() > 3) {
      return c.syntaxError();
    }
    if (c.count() == 2) {
      return one(c);
    }
    if (!c.argv().readLong(2) || c.argv().longValue() < 0) {
      return c.error("ERR value is out of range, must be positive");
    }
    long count = c.argv().longValue();
    SetEdit set = Sets.write(c);
    if (set == null) {
      return Outcome.DONE;
    }
    if (count == 0 || set.size() == 0) {
      c.keys().door().unchanged();
      c.reply().set(0);
    } else if (count >= set.size()) {
      all(c, set);
    } else {
      new SetPop(c, count).some(set);
    }
    return Outcome.DONE;
  }

  private static Outcome one(Call c) {
    SetEdit set = Sets.write(c);
    if (set == null) {
      return Outcome.DONE;
    }
    if (set.size() == 0) {
      c.keys().door().unchanged();
      return c.nothing();
    }
    set.random(c.engine().random());
    new SetPop(c, 1).goes(set, true);
    SetCommands.close(c, set, "spop", 1);
    return Outcome.DONE;
  }

  private static void all(Call c, SetEdit set) {
    SetCommands.replyAll(c, set);
    c.keys().door().emptied(EventClass.SET, "spop", set.size());
    Propagation effects = c.effects();
    if (effects.isWanted()) {
      boolean lazily = c.engine().config().isOn(MemoryOptions.LAZYFREE_LAZY_SERVER_DEL);
      effects.command(c.db(), 2).word(lazily ? "UNLINK" : "DEL").word(c.argv(), 1);
    }
  }

  private void some(SetEdit set) {
    c.reply().set(count);
    RandomGenerator random = c.engine().random();
    long staying = set.size() - count;
    WriteDoor door = c.keys().door();
    if (staying * STAYING_FACTOR > count) {
      while (popped < count) {
        set.random(random);
        goes(set, true);
      }
    } else {
      Draft rest = rest(set, staying);
      while (set.next()) {
        goes(set, false);
      }
      door.putDraft(rest, EntryTable.KEEP_EXPIRE);
    }
    door.commit(EventClass.SET, "spop", count);
  }

  /** Takes out the members that stay, into a set of their own. */
  private Draft rest(SetEdit set, long staying) {
    Draft draft =
        c.keys().store().newDraft(c.argv().array(), c.argv().offset(1), c.argv().length(1));
    SetEdit rest = c.keys().store().newSetEdit().open(draft.site(), Sets.limits(c));
    if (!set.isIntset()) {
      rest.createListpack();
    }
    for (long i = 0; i < staying; i++) {
      set.random(c.engine().random());
      byte[] member = set.member().bytes();
      rest.add(member, 0, member.length);
      set.remove(member, 0, member.length);
    }
    set.rewind();
    return draft;
  }

  /** The member the set stands on goes. */
  private void goes(SetEdit set, boolean isRemoved) {
    Items.reply(c, set.member());
    byte[] member = wanted || isRemoved ? set.member().bytes() : new byte[0];
    if (wanted) {
      if (popped % BATCH == 0) {
        int members = (int) Math.min(BATCH, count - popped);
        effects.command(c.db(), 2 + members).word("SREM").word(c.argv(), 1);
      }
      effects.word(member, 0, member.length);
    }
    if (isRemoved) {
      set.remove(member, 0, member.length);
    }
    popped++;
  }
}
