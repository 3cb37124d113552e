package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/** The consumer groups of a stream to be changed. */
public final class GroupEdit extends GroupView {
  /** A group of so many bytes is not freed at once. */
  private static final int LARGE_BYTES = 16 << 10;

  private final StreamEdit edit;

  GroupEdit(StreamEdit stream) {
    super(stream);
    edit = stream;
  }

  /** To be told of every change of a part in advance. */
  private @Nullable FrozenGroups frozen() {
    edit.beforeChange();
    FrozenStream frozen = edit.frozen();
    return frozen == null ? null : frozen.groups();
  }

  private void beforeGroup(long key) {
    FrozenGroups frozen = frozen();
    if (frozen != null) {
      frozen.beforeGroup(key);
    }
  }

  private void beforeConsumer(long key) {
    FrozenGroups frozen = frozen();
    if (frozen != null) {
      frozen.beforeConsumer(groupKey, key);
    }
  }

  private void beforePending(long ms, long seq) {
    FrozenGroups frozen = frozen();
    if (frozen != null) {
      frozen.beforePending(groupKey, ms, seq);
    }
  }

  private void beforeOwn(long ms, long seq) {
    FrozenGroups frozen = frozen();
    if (frozen != null) {
      frozen.beforeOwn(groupKey, consumerKey, ms, seq);
    }
  }

  /** A block of zeros but for the name. */
  int newBlock(StreamBlocks from, int bytes, byte[] name, int off, int len) {
    int block = from.allocate(bytes);
    store.memory.zero(block, 0, bytes);
    store.memory.setInt(block, NAME_LENGTH_AT, len);
    store.memory.setInt(block, NAME_REF_AT, from.allocateText(name, off, len));
    return block;
  }

  private void freeBlock(StreamBlocks of, int block) {
    of.freeText(
        store.memory.getInt(block, NAME_REF_AT), store.memory.getInt(block, NAME_LENGTH_AT));
    of.free(block);
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
    put(key, GROUP_BYTES, name, off, len);
    setLast(ms, seq);
    setEntriesRead(entriesRead);
    return true;
  }

  /** Puts a group in and goes to it. */
  void put(long key, int bytes, byte[] name, int off, int len) {
    int block = newBlock(stream.blocks, bytes, name, off, len);
    int text = store.memory.getInt(block, NAME_REF_AT);
    store.memory.setLong(
        block, BYTES_AT, store.allocator.blockBytes(block) + stream.blocks.textBytes(text, len));
    groups.put(key, 0);
    groups.setInt(0, block);
    stand();
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

  /**
   * Removes the group. One that is large, or still to be read by a snapshot, becomes the only group
   * of a stream that nobody knows, so this takes the same time whatever is pending.
   */
  public void destroy() {
    FrozenGroups frozen = frozen();
    boolean isWanted = frozen != null && frozen.wants(groupKey);
    groups.find(groupKey, 0);
    groups.remove();
    long bytes = store.memory.getLong(group, BYTES_AT);
    if (!isWanted && bytes < LARGE_BYTES) {
      dismantle(Integer.MAX_VALUE);
      return;
    }
    stream.blocks.addBytes(-bytes);
    int alone = StreamStructure.ofOneGroup(store, groupKey, group, bytes);
    if (frozen != null && isWanted) {
      frozen.takeOver(groupKey, alone);
    } else {
      store.freeQueue().addRoot(ValueTypes.ENCODING_STREAM, alone);
    }
    group = Ref.NONE;
    consumer = Ref.NONE;
  }

  /**
   * Frees a part of a group that is in no tree any more, or is about to be; consumers first.
   *
   * @return about how many blocks were freed, at least one
   */
  int dismantle(int budget) {
    int freed = 0;
    while (group != Ref.NONE && freed < budget && firstConsumer()) {
      if (consumer != Ref.NONE) {
        freed += own.clear(budget - freed);
        if (own.size() > 0) {
          break;
        }
        freeBlock(blocks, consumer);
      }
      consumers.remove();
      freed += 2;
    }
    if (group != Ref.NONE && freed < budget && consumers.size() == 0) {
      freed += pending.clear(budget - freed);
      if (freed < budget && pending.size() == 0) {
        freeBlock(stream.blocks, group);
        group = Ref.NONE;
        consumer = Ref.NONE;
        freed += 2;
      }
    }
    return Math.max(1, freed);
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
    beforeConsumer(key);
    putConsumer(key, CONSUMER_BYTES, name, off, len);
    setSeen(wallMs);
    setActive(-1);
    return true;
  }

  /** Puts a consumer in and goes to it. */
  void putConsumer(long key, int bytes, byte[] name, int off, int len) {
    int block = newBlock(blocks, bytes, name, off, len);
    consumers.put(key, 0);
    consumers.setInt(0, block);
    standOnConsumer();
  }

  /** Removes the consumer with what is pending for it; returns how much that was. */
  public int deleteConsumer() {
    beforeConsumer(consumerKey);
    int count = own.size();
    for (boolean more = own.first(); more; more = own.next()) {
      long ms = own.keyHi();
      long seq = own.keyLo();
      beforeOwn(ms, seq);
      beforePending(ms, seq);
      if (pending.find(ms, seq)) {
        pending.remove();
      }
    }
    own.clear(Integer.MAX_VALUE);
    freeBlock(blocks, consumer);
    consumers.find(consumerKey, 0);
    consumers.remove();
    consumer = Ref.NONE;
    return count;
  }

  public void setSeen(long wallMs) {
    beforeConsumer(consumerKey);
    store.memory.setLong(consumer, SEEN_AT, wallMs);
  }

  public void setActive(long wallMs) {
    beforeConsumer(consumerKey);
    store.memory.setLong(consumer, ACTIVE_AT, wallMs);
  }

  // ---- pending entries

  /**
   * Makes an entry pending for the consumer, or takes it over from whoever has it.
   *
   * @return false if it was pending
   */
  public boolean addPending(long ms, long seq, long deliveredWallMs, long deliveries) {
    beforePending(ms, seq);
    boolean added = pending.put(ms, seq);
    if (added) {
      pending.setLong(CONSUMER_AT, consumerKey);
      putOwn(ms, seq);
    } else {
      moveToConsumer();
    }
    setDelivered(deliveredWallMs, deliveries);
    return added;
  }

  private void putOwn(long ms, long seq) {
    beforeOwn(ms, seq);
    own.put(ms, seq);
  }

  private void removeOwn(long ms, long seq) {
    beforeOwn(ms, seq);
    if (own.find(ms, seq)) {
      own.remove();
    }
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

  private void moveToConsumer() {
    long owner = pendingConsumer();
    if (owner != consumerKey) {
      long mine = consumerKey;
      int block = consumer;
      goToConsumer(owner);
      removeOwn(pendingMs(), pendingSeq());
      consumerKey = mine;
      consumer = block;
      own.open(consumer, PENDING_AT);
      putOwn(pendingMs(), pendingSeq());
      pending.setLong(CONSUMER_AT, consumerKey);
    }
  }

  /** Notes when and how often the pending entry it stands on was delivered. */
  public void setDelivered(long wallMs, long deliveries) {
    beforePending(pendingMs(), pendingSeq());
    pending.setLong(DELIVERED_AT, wallMs);
    pending.setLong(DELIVERIES_AT, deliveries);
  }

  /** An entry is pending no more; false if it was not. The consumer it stands on may be another. */
  public boolean acknowledge(long ms, long seq) {
    if (!pending.find(ms, seq)) {
      return false;
    }
    beforePending(ms, seq);
    goToConsumer(pendingConsumer());
    removeOwn(ms, seq);
    pending.remove();
    return true;
  }
}
