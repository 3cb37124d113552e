package io.jacinth.store;

/** The consumer groups of a stream to be changed. */
public final class GroupEdit extends GroupView {
  private final StreamEdit edit;

  GroupEdit(StreamEdit stream) {
    super(stream);
    edit = stream;
  }

  private void beforeGroup(long key) {
    edit.beforeChange();
    FrozenStream frozen = edit.frozen();
    if (frozen != null) {
      frozen.beforeGroup(key);
    }
  }

  private int newBlock(int bytes, byte[] name, int off, int len) {
    int block = stream.blocks.allocate(bytes);
    store.memory.zero(block, 0, bytes);
    store.memory.setInt(block, NAME_LENGTH_AT, len);
    store.memory.setInt(block, NAME_REF_AT, stream.blocks.allocateText(name, off, len));
    return block;
  }

  private void freeBlock(int block) {
    stream.blocks.freeText(
        store.memory.getInt(block, NAME_REF_AT), store.memory.getInt(block, NAME_LENGTH_AT));
    stream.blocks.free(block);
  }

  // ---- groups

  /** Makes a group and goes to it; false if it is there. */
  public boolean create(byte[] name, int off, int len, long ms, long seq, long entriesRead) {
    long found = keyOf(groups, name, off, len);
    if (found >= 0) {
      return false;
    }
    long key = -1 - found;
    beforeGroup(key);
    int block = newBlock(GROUP_BYTES, name, off, len);
    groups.put(key, 0);
    groups.setInt(0, block);
    stand();
    setLast(ms, seq);
    setEntriesRead(entriesRead);
    return true;
  }

  /** Makes a copy of a group of another stream, and goes to it. */
  void copy(GroupView other) {
    byte[] name = other.name();
    create(name, 0, name.length, other.lastMs(), other.lastSeq(), other.entriesRead());
    for (boolean more = other.firstConsumer(); more; more = other.nextConsumer()) {
      byte[] consumerName = other.consumerName();
      createConsumer(consumerName, 0, consumerName.length, other.seenWallMs());
      setActive(other.activeWallMs());
      for (boolean mine = other.ownFrom(0, 0); mine; mine = other.nextOwn()) {
        addPending(
            other.pendingMs(), other.pendingSeq(), other.deliveredWallMs(), other.deliveries());
      }
    }
  }

  /** Removes the group. */
  public void destroy() {
    beforeGroup(groupKey);
    groups.find(groupKey, 0);
    groups.remove();
    dismantle(Integer.MAX_VALUE);
  }

  /**
   * Frees a part of a group that is in no tree any more, or is about to be; consumers first.
   *
   * @return about how many blocks were freed; less than the budget when nothing is left
   */
  int dismantle(int budget) {
    int freed = 0;
    while (freed < budget && firstConsumer()) {
      freed += 2 + own.size() / 16;
      own.clear();
      freeBlock(consumer);
      consumers.remove();
    }
    if (freed < budget) {
      freed += 2 + pending.size() / 16;
      pending.clear();
      freeBlock(group);
      group = Ref.NONE;
      consumer = Ref.NONE;
    }
    return freed;
  }

  boolean isDismantled() {
    return group == Ref.NONE;
  }

  public void setLast(long ms, long seq) {
    beforeGroup(groupKey);
    store.memory.setLong(group, LAST_AT, ms);
    store.memory.setLong(group, LAST_AT + 8, seq);
  }

  public void setEntriesRead(long count) {
    beforeGroup(groupKey);
    store.memory.setLong(group, READ_AT, count);
  }

  // ---- consumers

  /** Makes a consumer and goes to it; false if it is there, and gone to. */
  public boolean createConsumer(byte[] name, int off, int len, long wallMs) {
    long found = keyOf(consumers, name, off, len);
    if (found >= 0) {
      standOnConsumer();
      return false;
    }
    long key = -1 - found;
    beforeGroup(groupKey);
    int block = newBlock(CONSUMER_BYTES, name, off, len);
    consumers.put(key, 0);
    consumers.setInt(0, block);
    standOnConsumer();
    setSeen(wallMs);
    setActive(-1);
    return true;
  }

  /** Removes the consumer with what is pending for it; returns how much that was. */
  public int deleteConsumer() {
    beforeGroup(groupKey);
    int count = own.size();
    for (boolean more = own.first(); more; more = own.next()) {
      if (pending.find(own.keyHi(), own.keyLo())) {
        pending.remove();
      }
    }
    own.clear();
    freeBlock(consumer);
    consumers.find(consumerKey, 0);
    consumers.remove();
    consumer = Ref.NONE;
    return count;
  }

  public void setSeen(long wallMs) {
    beforeGroup(groupKey);
    store.memory.setLong(consumer, SEEN_AT, wallMs);
  }

  public void setActive(long wallMs) {
    beforeGroup(groupKey);
    store.memory.setLong(consumer, ACTIVE_AT, wallMs);
  }

  // ---- pending entries

  /**
   * Makes an entry pending for the consumer, or takes it over from whoever has it.
   *
   * @return false if it was pending
   */
  public boolean addPending(long ms, long seq, long deliveredWallMs, long deliveries) {
    beforeGroup(groupKey);
    boolean added = pending.put(ms, seq);
    if (!added) {
      moveToConsumer();
    }
    pending.setLong(CONSUMER_AT, consumerKey);
    setDelivered(deliveredWallMs, deliveries);
    own.put(ms, seq);
    return added;
  }

  /** A pending entry without a consumer, as images have them; {@link #giveTo} must follow. */
  public boolean addUnowned(long ms, long seq, long deliveredWallMs, long deliveries) {
    boolean added = pending.put(ms, seq);
    pending.setLong(CONSUMER_AT, -1);
    setDelivered(deliveredWallMs, deliveries);
    return added;
  }

  /** Gives a pending entry without a consumer to the consumer; false if there is none such. */
  public boolean giveTo(long ms, long seq) {
    if (!pending.find(ms, seq) || pendingConsumer() != -1) {
      return false;
    }
    pending.setLong(CONSUMER_AT, consumerKey);
    own.put(ms, seq);
    return true;
  }

  /** Whether every pending entry has a consumer. */
  public boolean allOwned() {
    for (boolean more = pending.first(); more; more = pending.next()) {
      if (pendingConsumer() == -1) {
        return false;
      }
    }
    return true;
  }

  /** The pending entry it stands on is now the consumer's; times and counts stay. */
  public void claim() {
    beforeGroup(groupKey);
    moveToConsumer();
  }

  private void moveToConsumer() {
    long owner = pendingConsumer();
    if (owner != consumerKey) {
      long mine = consumerKey;
      int block = consumer;
      goToConsumer(owner);
      if (own.find(pendingMs(), pendingSeq())) {
        own.remove();
      }
      consumerKey = mine;
      consumer = block;
      own.open(consumer, PENDING_AT);
      own.put(pendingMs(), pendingSeq());
      pending.setLong(CONSUMER_AT, consumerKey);
    }
  }

  /** Notes when and how often the pending entry it stands on was delivered. */
  public void setDelivered(long wallMs, long deliveries) {
    beforeGroup(groupKey);
    pending.setLong(DELIVERED_AT, wallMs);
    pending.setLong(DELIVERIES_AT, deliveries);
  }

  /** An entry is pending no more; false if it was not. The consumer it stands on may be another. */
  public boolean acknowledge(long ms, long seq) {
    if (!pending.find(ms, seq)) {
      return false;
    }
    beforeGroup(groupKey);
    goToConsumer(pendingConsumer());
    if (own.find(ms, seq)) {
      own.remove();
    }
    pending.remove();
    return true;
  }
}
