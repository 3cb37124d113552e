package io.jacinth.store;

import java.util.Arrays;

/** A sorted set to be changed, where a {@link ValueSite} is: a key's, or a draft's. */
public final class ZsetEdit extends ZsetView {
  /** What {@link #put} has done. */
  public enum Change {
    ADDED,
    MOVED,
    NONE
  }

  private final byte[] text = new byte[ScoreText.BYTES_MAX];
  private byte[] name = new byte[64];
  private ValueSite site;
  private long entriesMax;
  private long memberBytesMax;

  ZsetEdit(Store store) {
    super(store);
    site = viewed;
  }

  /**
   * Goes to the sorted set at a site, which may have none yet; the first member makes it.
   *
   * @param newEntriesMax members up to which it is a listpack
   * @param newMemberBytesMax length of members up to which it is a listpack
   */
  public ZsetEdit open(ValueSite newSite, long newEntriesMax, long newMemberBytesMax) {
    site = newSite;
    entriesMax = newEntriesMax;
    memberBytesMax = newMemberBytesMax;
    openAt(site);
    return this;
  }

  /** Makes an empty set, which somebody must put a member into. */
  private void create() {
    site.createPacked(ValueTypes.ZSET, ValueTypes.ENCODING_LISTPACK, Listpack.EMPTY_BYTES);
    Listpack.writeEmpty(store.memory, site.ref(), site.at());
    openAt(site);
  }

  /**
   * So many members will come: the set becomes a table if that is too many for a listpack. At least
   * one must come indeed if there is no set yet.
   */
  public void expectMembers(long count) {
    if (count > entriesMax && !large) {
      if (entry == Ref.NONE) {
        create();
      }
      becomeTable();
    }
  }

  /** Gives a member a score. */
  public Change put(double score, byte[] member, int off, int len) {
    if (entry == Ref.NONE) {
      create();
    }
    return large ? putElement(score, member, off, len) : putPacked(score, member, off, len);
  }

  private Change putPacked(double score, byte[] member, int off, int len) {
    if (find(member, off, len)) {
      if (score() == score) {
        return Change.NONE;
      }
      if (list.totalBytes() + ScoreText.BYTES_MAX > ValueSite.PACKED_BYTES_MAX) {
        becomeTable();
        return putElement(score, member, off, len);
      }
      list.delete(current, 2);
      insert(score, member, off, len);
      return Change.MOVED;
    }
    long bytes = list.totalBytes() + (long) len + ScoreText.BYTES_MAX + 2 * Listpack.OVERHEAD_MAX;
    if (size() >= entriesMax || len > memberBytesMax || bytes > ValueSite.PACKED_BYTES_MAX) {
      becomeTable();
      return putElement(score, member, off, len);
    }
    insert(score, member, off, len);
    return Change.ADDED;
  }

  private void insert(double score, byte[] member, int off, int len) {
    int length = ScoreText.write(score, text, 0);
    list.insert(placeOf(score, member, off, len), member, off, len, text, 0, length);
    entry = site.entry();
  }

  /** Where a pair belongs in the listpack. */
  private int placeOf(double score, byte[] member, int off, int len) {
    for (current = list.first(); current != Listpack.NONE; ) {
      int scoreAt = list.next(current);
      double own = score();
      if (own > score || own == score && member().compareTo(member, off, len) > 0) {
        return current;
      }
      current = list.next(scoreAt);
    }
    return list.end();
  }

  private Change putElement(double score, byte[] member, int off, int len) {
    long hash = store.hash(member, off, len);
    int element = table.find(hash, member, off, len);
    if (element != Ref.NONE) {
      double before = Double.longBitsToDouble(store.elements.number(element));
      if (before == score) {
        return Change.NONE;
      }
      site.beforeLargeChange();
      table.beforeChange(hash);
      store.elements.setNumber(element, Double.doubleToRawLongBits(score));
      tree.move(before, score, member, off, len, element);
      return Change.MOVED;
    }
    site.beforeLargeChange();
    table.beforeChange(hash);
    long bits = Double.doubleToRawLongBits(score);
    int added = store.elements.create(hash, member, off, len, bits);
    table.add(hash, added);
    tree.insert(score, member, off, len, added);
    return Change.ADDED;
  }

  /** Removes a member; false if it is not there. A set without members must be removed itself. */
  public boolean remove(byte[] member, int off, int len) {
    if (!find(member, off, len)) {
      return false;
    }
    if (!large) {
      list.delete(current, 2);
      entry = site.entry();
      return true;
    }
    tree.seek(score(), member, off, len);
    removeElement(member, off, len);
    return true;
  }

  /** The element the tree stands at. */
  private void removeElement(byte[] member, int off, int len) {
    site.beforeLargeChange();
    long hash = store.hash(member, off, len);
    table.beforeChange(hash);
    int element = table.find(hash, member, off, len);
    tree.removeHere();
    table.removeFound(hash, element);
    store.elements.free(element);
  }

  /** Removes the members from one rank up to, but without, another; both must exist. */
  public void removeRanks(int from, int to) {
    if (from >= to) {
      return;
    }
    if (!large) {
      list.delete(list.seek(2 * from), 2 * (to - from));
      entry = site.entry();
      return;
    }
    for (int i = from; i < to; i++) {
      goToRank(from);
      Item item = member();
      int length = item.length();
      name = Rooms.atLeast(name, length);
      item.copyTo(name, 0);
      removeElement(name, 0, length);
    }
  }

  /**
   * Whether a valid listpack can be taken over as it is: within the limit of members, every second
   * element a score, in order.
   */
  public boolean fits(byte[] listpack, int off, int len) {
    return ListpackBytes.count(listpack, off) / 2 <= entriesMax
        && len <= ValueSite.PACKED_BYTES_MAX
        && ListpackBytes.isNormal(listpack, off)
        && isOrdered(listpack, off);
  }

  private static boolean isOrdered(byte[] listpack, int off) {
    boolean[] ordered = {true};
    ListpackBytes.visit(
        listpack,
        off,
        new Pairs() {
          private double last = Double.NEGATIVE_INFINITY;
          private byte[] lastMember = new byte[0];

          @Override
          void pair(double score, byte[] member, int length) {
            boolean behind =
                score > last
                    || score == last
                        && Arrays.compareUnsigned(
                                lastMember, 0, lastMember.length, member, 0, length)
                            <= 0;
            ordered[0] &= behind;
            last = score;
            lastMember = Arrays.copyOf(member, length);
          }
        });
    return ordered[0];
  }

  /** Whether every second element of a valid listpack is a score. */
  public static boolean hasScores(byte[] listpack, int off) {
    boolean[] good = {true};
    ListpackBytes.visit(
        listpack,
        off,
        new Pairs() {
          @Override
          void pair(double score, byte[] member, int length) {
            good[0] &= !Double.isNaN(score);
          }
        });
    return good[0];
  }

  /** Puts all pairs of a valid listpack in; false if a member was there already. */
  public boolean putAll(byte[] listpack, int off) {
    int count = ListpackBytes.count(listpack, off) / 2;
    long before = size();
    expectMembers(count);
    ListpackBytes.visit(
        listpack,
        off,
        new Pairs() {
          @Override
          void pair(double score, byte[] member, int length) {
            put(score, member, 0, length);
          }
        });
    return size() == before + count;
  }

  private void becomeTable() {
    site.beforeLargeChange();
    int root = ElementTable.create(store, RankTree.ROOT_BYTES);
    byte[] bytes = new byte[list.totalBytes()];
    list.copyTo(bytes);
    site.becomeLarge(ValueTypes.ENCODING_SKIPLIST, root);
    openAt(site);
    ListpackBytes.visit(
        bytes,
        0,
        new Pairs() {
          @Override
          void pair(double score, byte[] member, int length) {
            long hash = store.hash(member, 0, length);
            long bits = Double.doubleToRawLongBits(score);
            int element = store.elements.create(hash, member, 0, length, bits);
            table.add(hash, element);
            tree.append(score, element);
          }
        });
  }

  /** Takes the elements of a listpack as members and scores in turn. */
  private abstract static class Pairs implements ListpackBytes.Visitor {
    private final byte[] digits = new byte[Decimal.DIGITS_MAX];
    private byte[] name = new byte[64];
    private int nameLength = -1;

    abstract void pair(double score, byte[] member, int length);

    @Override
    public void text(byte[] bytes, int off, int len) {
      if (nameLength >= 0) {
        end(ScoreText.parse(bytes, off, len));
        return;
      }
      name = Rooms.atLeast(name, len);
      System.arraycopy(bytes, off, name, 0, len);
      nameLength = len;
    }

    @Override
    public void number(long value) {
      if (nameLength >= 0) {
        end((double) value);
      } else {
        text(digits, 0, Decimal.write(value, digits, 0));
      }
    }

    private void end(double score) {
      int length = nameLength;
      nameLength = -1;
      pair(score, name, length);
    }
  }
}
