package io.jacinth.store;

/** A hash to be changed, where a {@link ValueSite} is: a key's, or a draft's. */
public final class HashEdit extends HashView {
  private ValueSite site;
  private long entriesMax;
  private long valueBytesMax;

  HashEdit(Store store) {
    super(store);
    site = viewed;
  }

  /**
   * Goes to the hash at a site, which may have none yet; the first field makes it.
   *
   * @param newEntriesMax fields up to which it is a listpack
   * @param newValueBytesMax length of fields and values up to which it is a listpack
   */
  public HashEdit open(ValueSite newSite, long newEntriesMax, long newValueBytesMax) {
    site = newSite;
    entriesMax = newEntriesMax;
    valueBytesMax = newValueBytesMax;
    openAt(site);
    return this;
  }

  /** Makes an empty hash, which somebody must put a field into. */
  private void create() {
    site.createPacked(ValueTypes.HASH, ValueTypes.ENCODING_LISTPACK, Listpack.EMPTY_BYTES);
    Listpack.writeEmpty(store.memory, site.ref(), site.at());
    openAt(site);
  }

  /** So many fields will come: the hash becomes a table if that is too many for a listpack. */
  public void expectFields(long count) {
    if (count > entriesMax && !large) {
      if (entry == Ref.NONE) {
        create();
      }
      becomeTable();
    }
  }

  /**
   * Sets a field.
   *
   * @return whether the field is new
   */
  public boolean put(byte[] name, int off, int len, byte[] text, int textOff, int textLen) {
    if (entry == Ref.NONE) {
      create();
    }
    if (!large) {
      return putPacked(name, off, len, text, textOff, textLen);
    }
    site.beforeLargeChange();
    return putElement(name, off, len, text, textOff, textLen);
  }

  /** Whether a valid listpack is within the limits and can be taken over as it is. */
  public boolean fits(byte[] listpack, int off, int len) {
    return ListpackBytes.count(listpack, off) / 2 <= entriesMax
        && len <= ValueSite.PACKED_BYTES_MAX
        && ListpackBytes.longest(listpack, off) <= valueBytesMax
        && ListpackBytes.isNormal(listpack, off);
  }

  /** Sets all fields of a valid listpack; false if one of them was there already. */
  public boolean putAll(byte[] listpack, int off) {
    long before = size();
    expectFields(ListpackBytes.count(listpack, off) / 2);
    ListpackBytes.visit(listpack, off, new Pairs());
    return size() == before + ListpackBytes.count(listpack, off) / 2;
  }

  private boolean putPacked(byte[] name, int off, int len, byte[] text, int textOff, int textLen) {
    long bytes = list.totalBytes() + (long) len + textLen + 2 * Listpack.OVERHEAD_MAX;
    if (Math.max(len, textLen) > valueBytesMax || bytes > ValueSite.PACKED_BYTES_MAX) {
      becomeTable();
      return put(name, off, len, text, textOff, textLen);
    }
    boolean found = find(name, off, len);
    if (found) {
      list.replace(list.next(current), text, textOff, textLen);
    } else {
      list.append(name, off, len, text, textOff, textLen);
    }
    entry = site.entry();
    if (list.count() / 2 > entriesMax) {
      becomeTable();
    }
    return !found;
  }

  private boolean putElement(byte[] name, int off, int len, byte[] text, int textOff, int textLen) {
    long hash = store.hash(name, off, len);
    table.beforeChange(hash);
    int element = table.find(hash, name, off, len);
    if (element != Ref.NONE) {
      table.setFoundValue(element, text, textOff, textLen);
      return false;
    }
    table.add(hash, store.elements.create(hash, name, off, len, text, textOff, textLen));
    return true;
  }

  /** Removes a field; false if it is not there. A hash without fields must be removed itself. */
  public boolean remove(byte[] name, int off, int len) {
    if (!find(name, off, len)) {
      return false;
    }
    if (!large) {
      list.delete(current, 2);
      entry = site.entry();
      return true;
    }
    site.beforeLargeChange();
    long hash = store.hash(name, off, len);
    table.beforeChange(hash);
    int element = table.find(hash, name, off, len);
    table.removeFound(hash, element);
    store.elements.free(element);
    return true;
  }

  private void becomeTable() {
    site.beforeLargeChange();
    int root = ElementTable.create(store);
    byte[] bytes = new byte[list.totalBytes()];
    list.copyTo(bytes);
    site.becomeLarge(ValueTypes.ENCODING_HASHTABLE, root);
    openAt(site);
    ListpackBytes.visit(bytes, 0, new Pairs());
  }

  /** Sets fields whose names and values come in turn. */
  private final class Pairs implements ListpackBytes.Visitor {
    private final byte[] digits = new byte[Decimal.DIGITS_MAX];
    private byte[] name = new byte[64];
    private int nameLength = -1;

    @Override
    public void text(byte[] bytes, int off, int len) {
      if (nameLength >= 0) {
        put(name, 0, nameLength, bytes, off, len);
        nameLength = -1;
        return;
      }
      name = Rooms.atLeast(name, len);
      System.arraycopy(bytes, off, name, 0, len);
      nameLength = len;
    }

    @Override
    public void number(long value) {
      text(digits, 0, Decimal.write(value, digits, 0));
    }
  }
}
