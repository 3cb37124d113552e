package io.jacinth.store;

import java.util.random.RandomGenerator;

/**
 * A sorted set to be read: a listpack of members and scores in turn, in their order, or a table of
 * elements with a {@link RankTree} beside it. A window over one set at a time; {@link #open} again
 * after anything has changed.
 *
 * <p>{@link #find}, {@link #rankOf}, {@link #goToRank}, {@link #next}, {@link #previous} and {@link
 * #random} stand on a member; {@link #member} and {@link #score} read it from there. The next one
 * and the one before are only known where a rank is: after rankOf and goToRank.
 */
public class ZsetView implements ElementView {
  /** Instead of a rank: not there. */
  public static final int NOWHERE = -1;

  final Store store;
  final ValueSite viewed;
  final Listpack list;
  final ElementTable table;
  final RankTree tree;
  private final Item member;
  final Item scoreItem;
  private final byte[] scoreText = new byte[ScoreText.BYTES_MAX];
  int entry;
  boolean large;

  /** Where it stands: a member in the listpack, or an element. */
  int current;

  ZsetView(Store store) {
    this.store = store;
    viewed = new ValueSite(store);
    list = new Listpack(store, viewed);
    table = new ElementTable(store);
    tree = new RankTree(store);
    member = new Item(store);
    scoreItem = new Item(store);
  }

  /** Looks at the sorted set of an entry; 0 is one without members. */
  public ZsetView open(int newEntry) {
    viewed.look(newEntry);
    openAt(viewed);
    return this;
  }

  final void openAt(ValueSite site) {
    entry = site.entry();
    current = Listpack.NONE;
    if (entry == Ref.NONE) {
      large = false;
      return;
    }
    large = site.isLarge();
    if (large) {
      table.open(site.root());
      tree.open(site.root());
    } else {
      list.open(site);
    }
  }

  /** How many members. */
  @Override
  public final int size() {
    if (entry == Ref.NONE) {
      return 0;
    }
    return large ? table.size() : list.count() / 2;
  }

  /** Whether it is a table with a tree: then {@link #scan} has cursors. */
  @Override
  public final boolean isTable() {
    return large;
  }

  // ---- going to a member

  /** Goes to a member; false if it is not there. */
  public final boolean find(byte[] name, int off, int len) {
    if (entry == Ref.NONE) {
      return false;
    }
    if (large) {
      current = table.find(store.hash(name, off, len), name, off, len);
      return current != Ref.NONE;
    }
    current = list.find(list.first(), name, off, len, 1);
    return current != Listpack.NONE;
  }

  /** Goes to a member; its rank from the lowest score on, {@link #NOWHERE} if it is not there. */
  public final int rankOf(byte[] name, int off, int len) {
    if (!find(name, off, len)) {
      return NOWHERE;
    }
    if (large) {
      tree.seek(score(), name, off, len);
      return tree.rank();
    }
    int rank = 0;
    for (int at = list.first(); at != current; at = list.next(list.next(at))) {
      rank++;
    }
    return rank;
  }

  /** Goes to the member with a rank; false if there is none. */
  public final boolean goToRank(int rank) {
    if (rank < 0 || rank >= size()) {
      return false;
    }
    if (large) {
      tree.goTo(rank);
      current = tree.element();
    } else {
      current = list.seek(2 * rank);
    }
    return true;
  }

  /** Goes to the next member in order; false after the last. */
  public final boolean next() {
    if (large) {
      if (!tree.next()) {
        return false;
      }
      current = tree.element();
      return true;
    }
    current = list.next(list.next(current));
    return current != Listpack.NONE;
  }

  /** Goes to the member before in order; false before the first. */
  public final boolean previous() {
    if (large) {
      if (!tree.previous()) {
        return false;
      }
      current = tree.element();
      return true;
    }
    int score = list.previous(current);
    current = score == Listpack.NONE ? score : list.previous(score);
    return current != Listpack.NONE;
  }

  /** Goes to a random member, each with the same chance; there must be one. */
  @Override
  public final void random(RandomGenerator random) {
    current = large ? table.randomEntry(random) : list.seek(2 * random.nextInt(size()));
  }

  @Override
  public final Item element() {
    return member();
  }

  @Override
  public final int place() {
    return current;
  }

  @Override
  public final void goTo(int place) {
    current = place;
  }

  /** The member it stands on. */
  public final Item member() {
    if (large) {
      store.elements.key(current, member);
    } else {
      list.get(current, member);
    }
    return member;
  }

  /** The score of the member it stands on. */
  public final double score() {
    return large
        ? Double.longBitsToDouble(store.elements.number(current))
        : scoreAt(list.next(current));
  }

  /**
   * The same where the order is known (after {@link #goToRank}, {@link #next}, {@link #previous}):
   * read from the order, so that members passed over are never touched.
   */
  public final double scoreInOrder() {
    return large ? tree.score() : score();
  }

  /** The score that is an element of the listpack. */
  private double scoreAt(int at) {
    list.get(at, scoreItem);
    if (scoreItem.isInteger()) {
      return scoreItem.integer();
    }
    int length = scoreItem.length();
    byte[] text = length <= scoreText.length ? scoreText : new byte[length];
    scoreItem.copyTo(text, 0);
    return ScoreText.parse(text, 0, length);
  }

  /** How a listpack spells the score of the member it stands on. */
  public final Item packedScore() {
    list.get(list.next(current), scoreItem);
    return scoreItem;
  }

  // ---- ranges, as ranks

  /** How many members have a score below that one, or, inclusive, not above it. */
  public final int countBelow(double score, boolean inclusive) {
    if (large) {
      return tree.countBelow(score, inclusive);
    }
    int rank = 0;
    for (int at = first(); at != Listpack.NONE; rank++) {
      int scoreAt = list.next(at);
      double own = scoreAt(scoreAt);
      if (inclusive ? own > score : own >= score) {
        return rank;
      }
      at = list.next(scoreAt);
    }
    return rank;
  }

  /**
   * How many members come before that one, or, inclusive, not after it. Only for sets whose scores
   * are all equal; for others the result is some number up to the size.
   *
   * @param atLeast so many are known to
   */
  public final int countBelow(byte[] name, int off, int len, boolean inclusive, int atLeast) {
    if (large) {
      return Math.max(atLeast, tree.countBelow(name, off, len, inclusive));
    }
    return packedFrom(atLeast, name, off, len, inclusive);
  }

  /** The first rank from a given one on whose member is not before the bound. */
  private int packedFrom(int from, byte[] name, int off, int len, boolean inclusive) {
    int rank = from;
    int at = entry == Ref.NONE ? Listpack.NONE : list.seek(2 * from);
    for (; at != Listpack.NONE; rank++) {
      list.get(at, member);
      int order = member.compareTo(name, off, len);
      if (inclusive ? order > 0 : order >= 0) {
        return rank;
      }
      at = list.next(list.next(at));
    }
    return rank;
  }

  private int first() {
    return entry == Ref.NONE ? Listpack.NONE : list.first();
  }

  @Override
  public final long scan(long cursor, EntryVisitor visitor) {
    return table.scanStep(cursor, visitor);
  }
}
