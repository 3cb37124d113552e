package io.jacinth.engine.types.zset;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.Argv;
import io.jacinth.store.ZsetEdit;

/** ZADD and ZINCRBY. */
public final class ZsetAdd {
  private static final int NX = 1;
  private static final int XX = 1 << 1;
  private static final int GT = 1 << 2;
  private static final int LT = 1 << 3;
  private static final int CH = 1 << 4;
  private static final int INCR = 1 << 5;

  private ZsetAdd() {}

  public static Outcome add(Call c) {
    return run(c, 0);
  }

  static Outcome incrby(Call c) {
    return run(c, INCR);
  }

  private static int option(Argv argv, int i) {
    if (argv.is(i, "NX")) {
      return NX;
    }
    if (argv.is(i, "XX")) {
      return XX;
    }
    if (argv.is(i, "CH")) {
      return CH;
    }
    if (argv.is(i, "INCR")) {
      return INCR;
    }
    if (argv.is(i, "GT")) {
      return GT;
    }
    return argv.is(i, "LT") ? LT : 0;
  }

  private static Outcome run(Call c, int implied) {
    Argv argv = c.argv();
    int flags = implied;
    int first = 2;
    for (; first < c.count(); first++) {
      int option = option(argv, first);
      if (option == 0) {
        break;
      }
      flags |= option;
    }
    int words = c.count() - first;
    if (words % 2 != 0 || words == 0) {
      return c.syntaxError();
    }
    if (has(flags, NX) && has(flags, XX)) {
      return c.error("ERR XX and NX options at the same time are not compatible");
    }
    if (Integer.bitCount(flags & (GT | LT | NX)) > 1) {
      return c.error("ERR GT, LT, and/or NX options at the same time are not compatible");
    }
    if (has(flags, INCR) && words > 2) {
      return c.error("ERR INCR option supports a single increment-element pair");
    }
    for (int i = first; i < c.count(); i += 2) {
      if (!argv.readDouble(i)) {
        return c.notAFloat();
      }
    }
    ZsetEdit zset = Zsets.write(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    if (has(flags, XX) && zset.size() == 0) {
      c.keys().door().unchanged();
      return has(flags, INCR) ? c.nothing() : c.integer(0);
    }
    boolean wasTable = zset.isTable();
    zset.expectMembers(words / 2);
    boolean converted = zset.isTable() != wasTable;
    return has(flags, INCR)
        ? increment(c, zset, flags, first, converted)
        : put(c, zset, flags, first, converted);
  }

  private static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }

  private static Outcome put(Call c, ZsetEdit zset, int flags, int first, boolean converted) {
    Argv argv = c.argv();
    boolean conditional = (flags & (NX | XX | GT | LT)) != 0;
    int added = 0;
    int moved = 0;
    for (int i = first; i < c.count(); i += 2) {
      argv.readDouble(i);
      double score = argv.doubleValue();
      if (conditional && !isWanted(c, zset, flags, score, i + 1)) {
        continue;
      }
      switch (zset.put(score, argv.array(), argv.offset(i + 1), argv.length(i + 1))) {
        case ADDED -> added++;
        case MOVED -> moved++;
        case NONE -> {}
      }
    }
    close(c, "zadd", added + moved, converted);
    return c.integer(has(flags, CH) ? added + moved : added);
  }

  /** Whether the options let a member, that of word {@code i}, have a score. */
  private static boolean isWanted(Call c, ZsetEdit zset, int flags, double score, int i) {
    if (!Zsets.find(c, zset, i)) {
      return !has(flags, XX);
    }
    double now = zset.score();
    return !has(flags, NX) && (!has(flags, GT) || score > now) && (!has(flags, LT) || score < now);
  }

  private static Outcome increment(Call c, ZsetEdit zset, int flags, int first, boolean converted) {
    Argv argv = c.argv();
    argv.readDouble(first);
    double score = argv.doubleValue();
    if (Zsets.find(c, zset, first + 1) && !has(flags, NX)) {
      score += zset.score();
      if (Double.isNaN(score)) {
        close(c, "zincr", 0, converted);
        return c.error("ERR resulting score is not a number (NaN)");
      }
    }
    if (!isWanted(c, zset, flags, score, first + 1)) {
      close(c, "zincr", 0, converted);
      return c.nothing();
    }
    ZsetEdit.Change change =
        zset.put(score, argv.array(), argv.offset(first + 1), argv.length(first + 1));
    close(c, "zincr", change == ZsetEdit.Change.NONE ? 0 : 1, converted);
    c.reply().doubleValue(score);
    return Outcome.DONE;
  }

  private static void close(Call c, String event, int changes, boolean converted) {
    WriteDoor door = c.keys().door();
    if (changes > 0) {
      door.commit(EventClass.ZSET, event, changes);
    } else if (converted) {
      door.unchangedButConverted();
    } else {
      door.unchanged();
    }
  }
}
