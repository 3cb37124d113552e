package io.jacinth.store;

import java.util.random.RandomGenerator;

/**
 * A hash to be read: a listpack of fields and values in turn, or a table of elements. A window over
 * one hash at a time; {@link #open} again after anything has changed.
 *
 * <p>{@link #find}, {@link #next} and {@link #random} stand on a field; {@link #field} and {@link
 * #value} read it from there.
 */
public class HashView implements ElementView {
  final Store store;
  final ValueSite viewed;
  final Listpack list;
  final ElementTable table;
  private final Item field;
  private final Item value;
  private final TableWalk walk = new TableWalk();
  int entry;
  boolean large;

  /** Where it stands: a field in the listpack, or an element. */
  int current;

  /** How many elements of a packed value {@link #next} has been at. */
  private int walked;

  HashView(Store store) {
    this.store = store;
    viewed = new ValueSite(store);
    list = new Listpack(store, viewed);
    table = new ElementTable(store);
    field = new Item(store);
    value = new Item(store);
  }

  /** Looks at the hash of an entry; 0 is a hash without fields. */
  public HashView open(int newEntry) {
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
      large = false;
      return;
    }
    large = site.isLarge();
    if (large) {
      table.open(site.root());
    } else {
      list.open(site);
    }
  }

  /** How many fields. */
  @Override
  public final int size() {
    if (entry == Ref.NONE) {
      return 0;
    }
    return large ? table.size() : list.count() / 2;
  }

  /** Whether it is a table: then {@link #scan} has cursors and fields have no order. */
  @Override
  public final boolean isTable() {
    return large;
  }

  /** Goes to a field; false if it is not there. */
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

  /** Goes to the next field, the first one after {@link #open}; false after the last. */
  public final boolean next() {
    if (entry == Ref.NONE) {
      return false;
    }
    if (!large) {
      current = walked++ == 0 ? list.first() : list.next(list.next(current));
      return current != Listpack.NONE;
    }
    current = walk.next(table);
    return current != Ref.NONE;
  }

  /** Goes to a random field, each with the same chance; there must be one. */
  @Override
  public final void random(RandomGenerator random) {
    current = large ? table.randomEntry(random) : list.seek(2 * random.nextInt(list.count() / 2));
  }

  @Override
  public final Item element() {
    return field();
  }

  @Override
  public final int place() {
    return current;
  }

  @Override
  public final void goTo(int place) {
    current = place;
  }

  /** The field it stands on. */
  public final Item field() {
    if (large) {
      store.elements.key(current, field);
    } else {
      list.get(current, field);
    }
    return field;
  }

  /** The value of the field it stands on. */
  public final Item value() {
    if (large) {
      store.elements.value(current, value);
    } else {
      list.get(list.next(current), value);
    }
    return value;
  }

  @Override
  public final long scan(long cursor, EntryVisitor visitor) {
    return table.scanStep(cursor, visitor);
  }
}
