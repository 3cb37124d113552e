package io.jacinth.engine.types.zset;

import io.jacinth.engine.command.Call;
import io.jacinth.store.Item;
import io.jacinth.store.SetView;
import io.jacinth.store.ValueTypes;
import io.jacinth.store.ZsetView;
import org.jspecify.annotations.Nullable;

/** One input of a combination: a sorted set, or a set, all of whose members have the score 1. */
abstract class Source {
  /** What the words of the command multiply its scores by. */
  double weight = 1;

  /** Takes a member and its score. */
  interface Visitor {
    /** Whether to go on. */
    boolean visit(Item member, double score);
  }

  abstract int size();

  /** Goes through the members until the visitor has had enough. */
  abstract void visit(Visitor visitor);

  /** The score of a member, NaN if it is not there. */
  abstract double score(byte[] member, int off, int len);

  /** The input at the key in word {@code i}; null after an error reply. */
  static @Nullable Source open(Call c, int i) {
    int entry = c.keys().read(c.db(), c.argv(), i);
    int type = entry == 0 ? ValueTypes.ZSET : c.keys().entries().type(entry);
    return switch (type) {
      case ValueTypes.ZSET -> new SortedSet(c.keys().store().newZsetView().open(entry));
      case ValueTypes.SET -> new PlainSet(c.keys().store().newSetView().open(entry));
      default -> {
        c.wrongType();
        yield null;
      }
    };
  }

  private static final class SortedSet extends Source {
    private final ZsetView zset;

    SortedSet(ZsetView zset) {
      this.zset = zset;
    }

    @Override
    int size() {
      return zset.size();
    }

    @Override
    void visit(Visitor visitor) {
      for (boolean more = zset.goToRank(0); more; more = zset.next()) {
        double score = zset.score();
        if (!visitor.visit(zset.member(), score)) {
          return;
        }
      }
    }

    @Override
    double score(byte[] member, int off, int len) {
      return zset.find(member, off, len) ? zset.score() : Double.NaN;
    }
  }

  private static final class PlainSet extends Source {
    private final SetView set;

    PlainSet(SetView set) {
      this.set = set;
    }

    @Override
    int size() {
      return set.size();
    }

    @Override
    void visit(Visitor visitor) {
      while (set.next()) {
        if (!visitor.visit(set.member(), 1)) {
          return;
        }
      }
    }

    @Override
    double score(byte[] member, int off, int len) {
      return set.find(member, off, len) ? 1 : Double.NaN;
    }
  }
}
