package io.jacinth.store;

import java.util.random.RandomGenerator;

/**
 * A set to be read: an intset, a listpack or a table of elements. A window over one set at a time;
 * {@link #open} again after anything has changed.
 *
 * <p>{@link #find}, {@link #next} and {@link #random} stand on a member, which {@link #member}
 * reads.
 */
public class SetView implements ElementView {
  final Store store;
  final ValueSite viewed;
  final Intset numbers;
  final Listpack list;
  final ElementTable table;
  private final Item member;
  private final TableWalk walk = new TableWalk();
  private final byte[] digits = new byte[Decimal.DIGITS_MAX];
  int entry;

  /** How the set is kept, one of {@link ValueTypes}; of no meaning without an entry. */
  int encoding;

  /** Where it stands: an index of the intset, a place in the listpack, or an element. */
  int current;

  /** How many elements of a packed value {@link #next} has been at. */
  private int walked;

  SetView(Store store) {
    this.store = store;
    viewed = new ValueSite(store);
    numbers = new Intset(store, viewed);
    list = new Listpack(store, viewed);
    table = new ElementTable(store);
    member = new Item(store);
  }

  /** Looks at the set of an entry; 0 is a set without members. */
  public SetView open(int newEntry) {
    viewed.look(newEntry);
    openAt(viewed);
    return this;
  }

  final void openAt(ValueSite site) {
    entry = site.entry();
    walked = 0;
    walk.rewind();
    current = Listpack.NONE;
    if (entry == Ref.NONE) {
      return;
    }
    encoding = site.encoding();
    switch (encoding) {
      case ValueTypes.ENCODING_INTSET -> numbers.open(site);
      case ValueTypes.ENCODING_LISTPACK -> list.open(site);
      default -> table.open(site.root());
    }
  }

  /** How many members. */
  @Override
  public final int size() {
    if (entry == Ref.NONE) {
      return 0;
    }
    return switch (encoding) {
      case ValueTypes.ENCODING_INTSET -> numbers.count();
      case ValueTypes.ENCODING_LISTPACK -> list.count();
      default -> table.size();
    };
  }

  /** Whether it is a table: then {@link #scan} has cursors and members have no order. */
  @Override
  public final boolean isTable() {
    return entry != Ref.NONE && encoding == ValueTypes.ENCODING_HASHTABLE;
  }

  /** Whether it is a sorted array of numbers. */
  public final boolean isIntset() {
    return entry != Ref.NONE && encoding == ValueTypes.ENCODING_INTSET;
  }

  /** Goes to a member; false if it is not there. */
  public final boolean find(byte[] text, int off, int len) {
    if (entry == Ref.NONE) {
      return false;
    }
    return switch (encoding) {
      case ValueTypes.ENCODING_INTSET ->
          Decimal.isCanonical(text, off, len) && findNumber(Decimal.parse(text, off, len));
      case ValueTypes.ENCODING_LISTPACK -> {
        current = list.find(list.first(), text, off, len, 0);
        yield current != Listpack.NONE;
      }
      default -> {
        current = table.find(store.hash(text, off, len), text, off, len);
        yield current != Ref.NONE;
      }
    };
  }

  /** As {@link #find(byte[], int, int)}, by one who has hashed the text. */
  public final boolean find(long hash, byte[] text, int off, int len) {
    if (!isTable()) {
      return find(text, off, len);
    }
    current = table.find(hash, text, off, len);
    return current != Ref.NONE;
  }

  private boolean findNumber(long number) {
    current = numbers.indexOf(number);
    return current >= 0;
  }

  /** Goes to a member that is a number; false if it is not there. */
  public final boolean find(long number) {
    return isIntset() ? findNumber(number) : find(digits, 0, Decimal.write(number, digits, 0));
  }

  /** Goes to the next member, the first one after {@link #open}; false after the last. */
  public final boolean next() {
    if (entry == Ref.NONE) {
      return false;
    }
    return switch (encoding) {
      case ValueTypes.ENCODING_INTSET -> {
        current = walked++;
        yield current < numbers.count();
      }
      case ValueTypes.ENCODING_LISTPACK -> {
        current = walked++ == 0 ? list.first() : list.next(current);
        yield current != Listpack.NONE;
      }
      default -> {
        current = walk.next(table);
        yield current != Ref.NONE;
      }
    };
  }

  /** Lets {@link #next} begin with the first member again; the set may have changed. */
  public final void rewind() {
    walked = 0;
    walk.rewind();
  }

  /** Goes to a random member, each with the same chance; there must be one. */
  @Override
  public final void random(RandomGenerator random) {
    current =
        switch (encoding) {
          case ValueTypes.ENCODING_INTSET -> random.nextInt(numbers.count());
          case ValueTypes.ENCODING_LISTPACK -> list.seek(random.nextInt(list.count()));
          default -> table.randomEntry(random);
        };
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
    switch (encoding) {
      case ValueTypes.ENCODING_INTSET -> member.setInteger(numbers.get(current));
      case ValueTypes.ENCODING_LISTPACK -> list.get(current, member);
      default -> store.elements.key(current, member);
    }
    return member;
  }

  @Override
  public final long scan(long cursor, EntryVisitor visitor) {
    return table.scanStep(cursor, visitor);
  }
}
