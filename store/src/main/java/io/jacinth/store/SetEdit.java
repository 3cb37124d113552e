package io.jacinth.store;

/**
 * A set to be changed, where a {@link ValueSite} is: a key's, or a draft's.
 *
 * <p>It begins as an intset. A member that is no number makes it a listpack, if it is small enough
 * for one, else a table; too many numbers make it a table at once. It goes back only by {@link
 * #becomeIntset}.
 */
public final class SetEdit extends SetView {
  /** Numbers of the greatest width that fit into a packed value. */
  private static final int INTSET_ROOM =
      (ValueSite.PACKED_BYTES_MAX - Intset.EMPTY_BYTES) / Long.BYTES;

  private final Members members = new Members();
  private ValueSite site;
  private Limits limits = Limits.NONE;

  /**
   * Up to where a set is packed.
   *
   * @param intsetMax members of an intset
   * @param listpackMax members of a listpack
   * @param listpackTextBytesMax length of the members of a listpack
   */
  public record Limits(long intsetMax, long listpackMax, long listpackTextBytesMax) {
    static final Limits NONE = new Limits(0, 0, 0);

    /** Redis's own bound of what an intset can hold. */
    private static final long INTSET_MAX = 1 << 30;

    public Limits {
      intsetMax = Math.min(intsetMax, INTSET_MAX);
    }
  }

  SetEdit(Store store) {
    super(store);
    site = viewed;
  }

  /** Goes to the set at a site, which may have none yet; the first member makes it. */
  public SetEdit open(ValueSite newSite, Limits newLimits) {
    site = newSite;
    limits = newLimits;
    openAt(site);
    return this;
  }

  // ---- making

  /** Makes an empty intset, which somebody must add a member to. */
  private void createIntset() {
    site.createPacked(ValueTypes.SET, ValueTypes.ENCODING_INTSET, Intset.EMPTY_BYTES);
    Intset.writeEmpty(store.memory, site.ref(), site.at());
    openAt(site);
  }

  private void createTable() {
    site.createLarge(ValueTypes.SET, ValueTypes.ENCODING_HASHTABLE, ElementTable.create(store));
    openAt(site);
  }

  /** Makes an empty listpack, which somebody must add a member to. There must be no set yet. */
  public void createListpack() {
    site.createPacked(ValueTypes.SET, ValueTypes.ENCODING_LISTPACK, Listpack.EMPTY_BYTES);
    Listpack.writeEmpty(store.memory, site.ref(), site.at());
    openAt(site);
  }

  /** Makes the set with the first of so many members, which must be added next. */
  public void createFor(byte[] first, int off, int len, long count) {
    if (count <= limits.intsetMax && Decimal.isCanonical(first, off, len)) {
      createIntset();
    } else if (count <= limits.listpackMax) {
      createListpack();
    } else {
      createTable();
    }
  }

  /**
   * So many members will come: a set that is packed becomes a table if that is too many for it.
   *
   * @return whether it has become one
   */
  public boolean expectMembers(long count) {
    if (entry == Ref.NONE) {
      if (count > limits.intsetMax) {
        createTable();
      }
      return false;
    }
    boolean tooMany =
        encoding == ValueTypes.ENCODING_LISTPACK && count > limits.listpackMax
            || encoding == ValueTypes.ENCODING_INTSET && count > limits.intsetMax;
    if (tooMany) {
      becomeTable();
    }
    return tooMany;
  }

  // ---- adding

  /**
   * Adds a member.
   *
   * @return false if it was there
   */
  public boolean add(byte[] text, int off, int len) {
    if (entry == Ref.NONE) {
      createIntset();
    }
    return switch (encoding) {
      case ValueTypes.ENCODING_INTSET -> addToNumbers(text, off, len);
      case ValueTypes.ENCODING_LISTPACK -> addToList(text, off, len);
      default -> addElement(text, off, len);
    };
  }

  private boolean addToNumbers(byte[] text, int off, int len) {
    if (Decimal.isCanonical(text, off, len)) {
      return addNumber(Decimal.parse(text, off, len));
    }
    int count = numbers.count();
    int digits = 0;
    if (count > 0) {
      digits = Math.max(Decimal.length(numbers.get(0)), Decimal.length(numbers.get(count - 1)));
    }
    // A number takes no more in a listpack than a text is reckoned to take beside its length.
    long bytes = (count + 1L) * Listpack.OVERHEAD_MAX + len + Listpack.EMPTY_BYTES;
    if (count < limits.listpackMax
        && Math.max(len, digits) <= limits.listpackTextBytesMax
        && bytes <= ValueSite.PACKED_BYTES_MAX) {
      numbersBecomeListpack();
    } else {
      becomeTable();
    }
    return add(text, off, len);
  }

  private boolean addNumber(long number) {
    if (numbers.count() >= INTSET_ROOM && !numbers.contains(number)) {
      becomeTable();
      members.number(number);
      return true;
    }
    if (!numbers.add(number)) {
      return false;
    }
    entry = site.entry();
    if (numbers.count() > limits.intsetMax) {
      becomeTable();
    }
    return true;
  }

  private boolean addToList(byte[] text, int off, int len) {
    if (find(text, off, len)) {
      return false;
    }
    if (list.count() >= limits.listpackMax
        || len > limits.listpackTextBytesMax
        || list.totalBytes() + (long) len + Listpack.OVERHEAD_MAX > ValueSite.PACKED_BYTES_MAX) {
      becomeTable();
      return addElement(text, off, len);
    }
    list.append(text, off, len);
    entry = site.entry();
    return true;
  }

  private boolean addElement(byte[] text, int off, int len) {
    long hash = store.hash(text, off, len);
    if (table.find(hash, text, off, len) != Ref.NONE) {
      return false;
    }
    site.beforeLargeChange();
    table.beforeChange(hash);
    table.add(hash, store.elements.create(hash, text, off, len));
    return true;
  }

  // ---- removing

  /** Removes a member; false if it is not there. A set without members must be removed itself. */
  public boolean remove(byte[] text, int off, int len) {
    if (!find(text, off, len)) {
      return false;
    }
    switch (encoding) {
      case ValueTypes.ENCODING_INTSET -> numbers.remove(numbers.get(current));
      case ValueTypes.ENCODING_LISTPACK -> list.delete(current, 1);
      default -> {
        site.beforeLargeChange();
        long hash = store.hash(text, off, len);
        table.beforeChange(hash);
        int element = table.find(hash, text, off, len);
        table.removeFound(hash, element);
        store.elements.free(element);
      }
    }
    entry = site.entry();
    return true;
  }

  // ---- taking over packed bytes

  /** Whether bytes are exactly one intset that has members. */
  public static boolean isIntset(byte[] bytes, int off, int len) {
    return Intset.isValid(bytes, off, len) && len > Intset.EMPTY_BYTES;
  }

  /** Makes the set out of a valid intset. There must be none yet. */
  public void takeIntset(byte[] bytes, int off, int len) {
    if (Intset.count(bytes, off) <= Math.min(limits.intsetMax, INTSET_ROOM)) {
      site.createPacked(ValueTypes.SET, ValueTypes.ENCODING_INTSET, bytes, off, len);
      openAt(site);
    } else {
      createTable();
      Intset.visit(bytes, off, members::number);
    }
  }

  /** Whether a valid listpack is within the limits and can be taken over as it is. */
  public boolean fits(byte[] listpack, int off, int len) {
    return ListpackBytes.count(listpack, off) <= limits.listpackMax
        && len <= ValueSite.PACKED_BYTES_MAX
        && ListpackBytes.isNormal(listpack, off);
  }

  /**
   * Makes the set out of the elements of a valid listpack, and a listpack if that is possible.
   * There must be none yet.
   *
   * @return false if an element is there twice
   */
  public boolean addAll(byte[] listpack, int off) {
    int count = ListpackBytes.count(listpack, off);
    createListpack();
    if (count > limits.listpackMax) {
      becomeTable();
    }
    ListpackBytes.visit(listpack, off, members);
    return size() == count;
  }

  // ---- becoming something else

  private void numbersBecomeListpack() {
    ListpackBuilder builder = new ListpackBuilder();
    for (int i = 0; i < numbers.count(); i++) {
      builder.number(numbers.get(i));
    }
    replacePacked(ValueTypes.ENCODING_LISTPACK, builder.toBytes());
  }

  private void replacePacked(int newEncoding, byte[] bytes) {
    site.beforeChange();
    site.resize(bytes.length);
    site.setEncoding(newEncoding);
    store.memory.copyIn(bytes, 0, site.ref(), site.at(), bytes.length);
    openAt(site);
  }

  private void becomeTable() {
    site.beforeLargeChange();
    int root = ElementTable.create(store);
    if (encoding == ValueTypes.ENCODING_INTSET) {
      long[] all = new long[numbers.count()];
      for (int i = 0; i < all.length; i++) {
        all[i] = numbers.get(i);
      }
      site.becomeLarge(ValueTypes.ENCODING_HASHTABLE, root);
      openAt(site);
      for (long number : all) {
        members.number(number);
      }
      return;
    }
    byte[] bytes = new byte[list.totalBytes()];
    list.copyTo(bytes);
    site.becomeLarge(ValueTypes.ENCODING_HASHTABLE, root);
    openAt(site);
    ListpackBytes.visit(bytes, 0, members);
  }

  /** Makes a set whose members are all numbers an intset, unless they are too many for one. */
  public void becomeIntset() {
    if (entry == Ref.NONE || isIntset() || size() > limits.intsetMax) {
      return;
    }
    long[] all = new long[size()];
    for (int i = 0; next(); i++) {
      Item item = member();
      byte[] text = item.bytes();
      all[i] = item.isInteger() ? item.integer() : Decimal.parse(text, 0, text.length);
    }
    if (encoding == ValueTypes.ENCODING_LISTPACK) {
      site.beforeChange();
      site.resize(Intset.EMPTY_BYTES);
      site.setEncoding(ValueTypes.ENCODING_INTSET);
    } else {
      site.beforeLargeChange();
      int root = site.root();
      site.becomePacked(ValueTypes.ENCODING_INTSET, Intset.EMPTY_BYTES);
      store.large.free(ValueTypes.ENCODING_HASHTABLE, root);
    }
    Intset.writeEmpty(store.memory, site.ref(), site.at());
    openAt(site);
    for (long number : all) {
      addNumber(number);
    }
  }

  /** Adds members one after the other. */
  private final class Members implements ListpackBytes.Visitor {
    private final byte[] text = new byte[Decimal.DIGITS_MAX];

    @Override
    public void text(byte[] bytes, int off, int len) {
      add(bytes, off, len);
    }

    @Override
    public void number(long value) {
      add(text, 0, Decimal.write(value, text, 0));
    }
  }
}
