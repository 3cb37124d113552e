package io.jacinth.store;

import io.jacinth.store.FrozenStream.Part;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a stream as they were: for each group its head, what is pending in it, then its
 * consumers, and behind each consumer what is pending for it; all in the order of their keys.
 *
 * <p>Every one of these is a part of its own, so a group may be as large as it likes. Before a part
 * that has not been handed over changes, what it was is saved in the stream of copies, under the
 * same keys: heads with their counts, pending entries as they were, a mark where there was none.
 * Handing over goes through both trees at once, the stream's and the saved one; where both have a
 * key, the saved one holds. A whole group that is destroyed meanwhile is taken over as it is, and
 * stands for the stream's from then on.
 */
final class FrozenGroups {
  // a saved group's block goes on with the counts of what was pending and of consumers
  private static final int PENDING_COUNT_AT = GroupView.GROUP_BYTES;
  private static final int CONSUMER_COUNT_AT = GroupView.GROUP_BYTES + 4;
  private static final int SAVED_GROUP_BYTES = GroupView.GROUP_BYTES + 8;

  // and a saved consumer's with the count of its entries
  private static final int OWN_COUNT_AT = GroupView.CONSUMER_BYTES;
  private static final int SAVED_CONSUMER_BYTES = GroupView.CONSUMER_BYTES + 4;

  /** Instead of a consumer's key, in the place of a pending entry that was not there. */
  private static final long ABSENT = -2;

  /** Bytes of a saved id of a consumer: whether it was there. */
  static final int OWN_PAYLOAD_BYTES = 4;

  private final Store store;
  private final FrozenStream of;
  private final StreamView live;
  private final GroupView liveGroup;
  private final StreamView base;
  private final GroupView baseGroup;
  private final GroupEdit saved;
  private final IdTree savedOwn;

  /** Groups that were destroyed, each alone in a stream of its own. */
  private final TreeMap<Long, Integer> takenOver = new TreeMap<>();

  /** What is being gone through: groups, or within one what is pending and so on. */
  private Part stage = Part.GROUP;

  private long atGroup;
  private long atConsumer;
  private final Cursor at = new Cursor();

  // what is handed over
  private Part part = Part.GROUP;
  private boolean isSaved;
  private IdTree ids;

  // good for one step, in which nothing changes: where the windows stand
  private boolean isOpen;
  private boolean hasSaved;
  private boolean hasOwn;
  private boolean hasSavedOwn;
  private boolean isWalking;
  private boolean inTree;
  private boolean inSaved;
  private boolean inBoth;

  FrozenGroups(Store store, FrozenStream of, StreamEdit copies) {
    this.store = store;
    this.of = of;
    saved = copies.groups();
    live = new StreamView(store);
    liveGroup = live.groups();
    base = new StreamView(store);
    baseGroup = base.groups();
    savedOwn = new IdTree(store, saved.blocks, OWN_PAYLOAD_BYTES);
    ids = baseGroup.pending;
  }

  /** The next id of interest; ids have an end. */
  static final class Cursor {
    long ms;
    long seq;
    boolean ended;

    void reset() {
      ms = 0;
      seq = 0;
      ended = false;
    }

    void goBehind(long toMs, long toSeq) {
      seq = toSeq + 1;
      ms = seq == 0 ? toMs + 1 : toMs;
      ended = ms == 0 && seq == 0;
    }

    boolean isBehind(long otherMs, long otherSeq) {
      return ended || StreamView.compare(otherMs, otherSeq, ms, seq) < 0;
    }
  }

  // ---- saving: what has been passed concerns nobody any more

  private boolean isPassed(long group, Part of) {
    return group < atGroup || group == atGroup && stage.compareTo(of) > 0;
  }

  /** Everything has been handed over. */
  void end() {
    atGroup = Long.MAX_VALUE;
    stage = Part.GROUP;
  }

  void beforeGroup(long group) {
    if (!isPassed(group, Part.GROUP)) {
      long before = of.savedSoFar();
      keepGroup(group);
      of.savedSince(before);
    }
  }

  void beforePending(long group, long ms, long seq) {
    boolean passed =
        isPassed(group, Part.PENDING)
            || group == atGroup && stage == Part.PENDING && at.isBehind(ms, seq);
    if (passed) {
      return;
    }
    long before = of.savedSoFar();
    if (keepGroup(group) && saved.pending.put(ms, seq)) {
      live.openRoot(of.root);
      boolean isThere = liveGroup.find(group) && liveGroup.pending.find(ms, seq);
      saved.pending.setLong(GroupView.CONSUMER_AT, isThere ? liveGroup.pendingConsumer() : ABSENT);
      saved.pending.setLong(GroupView.DELIVERED_AT, isThere ? liveGroup.deliveredWallMs() : 0);
      saved.pending.setLong(GroupView.DELIVERIES_AT, isThere ? liveGroup.deliveries() : 0);
    }
    of.savedSince(before);
  }

  private boolean isConsumerPassed(long group, long consumer, boolean wholly) {
    if (group != atGroup || stage.compareTo(Part.CONSUMERS) < 0) {
      return group < atGroup;
    }
    return consumer < atConsumer || consumer == atConsumer && stage == Part.OWN && !wholly;
  }

  void beforeConsumer(long group, long consumer) {
    if (!isConsumerPassed(group, consumer, false)) {
      long before = of.savedSoFar();
      keepConsumer(group, consumer);
      of.savedSince(before);
    }
  }

  void beforeOwn(long group, long consumer, long ms, long seq) {
    boolean passed =
        isConsumerPassed(group, consumer, true)
            || group == atGroup
                && stage == Part.OWN
                && consumer == atConsumer
                && at.isBehind(ms, seq);
    if (passed) {
      return;
    }
    long before = of.savedSoFar();
    if (keepConsumer(group, consumer)) {
      savedOwn.open(saved.consumer, GroupView.PENDING_AT);
      if (savedOwn.put(ms, seq)) {
        live.openRoot(of.root);
        boolean isThere =
            liveGroup.find(group)
                && liveGroup.findConsumer(consumer)
                && liveGroup.own.find(ms, seq);
        savedOwn.setInt(0, isThere ? 1 : 0);
      }
    }
    of.savedSince(before);
  }

  /** Goes to what is saved of a group, its head at least; false if the group is none of ours. */
  private boolean keepGroup(long group) {
    if (takenOver.containsKey(group)) {
      return false;
    }
    of.openCopies();
    if (saved.find(group)) {
      return saved.group != Ref.NONE;
    }
    live.openRoot(of.root);
    if (!liveGroup.find(group)) {
      saved.groups.put(group, 0);
      saved.groups.setInt(0, Ref.NONE);
      return false;
    }
    byte[] name = liveGroup.name();
    saved.put(group, SAVED_GROUP_BYTES, name, 0, name.length);
    Memory memory = store.memory;
    memory.setLong(saved.group, GroupView.LAST_AT, liveGroup.lastMs());
    memory.setLong(saved.group, GroupView.LAST_AT + 8, liveGroup.lastSeq());
    memory.setLong(saved.group, GroupView.READ_AT, liveGroup.entriesRead());
    memory.setInt(saved.group, PENDING_COUNT_AT, liveGroup.pendingCount());
    memory.setInt(saved.group, CONSUMER_COUNT_AT, liveGroup.consumerCount());
    return true;
  }

  /** Goes to what is saved of a consumer; false if it is none of ours. */
  private boolean keepConsumer(long group, long consumer) {
    if (!keepGroup(group)) {
      return false;
    }
    if (saved.findConsumer(consumer)) {
      return saved.consumer != Ref.NONE;
    }
    live.openRoot(of.root);
    if (!liveGroup.find(group) || !liveGroup.findConsumer(consumer)) {
      saved.consumers.put(consumer, 0);
      saved.consumers.setInt(0, Ref.NONE);
      return false;
    }
    byte[] name = liveGroup.consumerName();
    saved.putConsumer(consumer, SAVED_CONSUMER_BYTES, name, 0, name.length);
    Memory memory = store.memory;
    memory.setLong(saved.consumer, GroupView.SEEN_AT, liveGroup.seenWallMs());
    memory.setLong(saved.consumer, GroupView.ACTIVE_AT, liveGroup.activeWallMs());
    memory.setInt(saved.consumer, OWN_COUNT_AT, liveGroup.ownCount());
    return true;
  }

  /** Whether a group that is about to be destroyed must be taken over. */
  boolean wants(long group) {
    if (group < atGroup || takenOver.containsKey(group)) {
      return false;
    }
    return !(of.hasCopies() && saved.find(group) && saved.group == Ref.NONE);
  }

  /** Takes over a stream that consists of a group that was destroyed. */
  void takeOver(long group, int root) {
    takenOver.put(group, root);
    long bytes = store.memory.getLong(root, StreamBlocks.BYTES_AT);
    of.addSaved(store.allocator.blockBytes(root) + bytes);
  }

  Iterable<Integer> takenOver() {
    return takenOver.values();
  }

  // ---- handing over

  Part part() {
    return part;
  }

  /** Something may have changed since the last {@link #step}. */
  void begin() {
    isOpen = false;
  }

  /** Goes on by one part, which may be none that is to be handed over; false at the end. */
  boolean step(EntryVisitor visitor) {
    if (!isOpen && stage != Part.GROUP) {
      openGroup();
      openConsumer();
    }
    switch (stage) {
      case NODE, GROUP -> {
        return nextGroup(visitor);
      }
      case PENDING -> {
        if (nextId(baseGroup.pending, hasSaved ? saved.pending : null)) {
          boolean isAbsent = isSaved && ids.getLong(GroupView.CONSUMER_AT) == ABSENT;
          handOver(visitor, Part.PENDING, !isAbsent);
        } else {
          stage = Part.CONSUMERS;
          atConsumer = 0;
          handOver(visitor, Part.CONSUMERS, true);
        }
      }
      case CONSUMERS, CONSUMER -> nextConsumer(visitor);
      case OWN -> nextOwn(visitor);
    }
    return true;
  }

  private void handOver(EntryVisitor visitor, Part newPart, boolean isThere) {
    part = newPart;
    if (isThere) {
      visitor.visit(Ref.NONE);
    }
  }

  /** Opens the group it is in, where it is and where something of it may be saved. */
  private void openGroup() {
    base.openRoot(takenOver.getOrDefault(atGroup, of.root));
    baseGroup.find(atGroup);
    hasSaved = of.hasCopies() && saved.find(atGroup) && saved.group != Ref.NONE;
    isOpen = true;
    isWalking = false;
  }

  /** The same for the consumer. */
  private void openConsumer() {
    hasOwn = baseGroup.findConsumer(atConsumer);
    hasSavedOwn = hasSaved && saved.findConsumer(atConsumer) && saved.consumer != Ref.NONE;
    if (hasSavedOwn) {
      savedOwn.open(saved.consumer, GroupView.PENDING_AT);
    }
    isWalking = false;
  }

  private boolean nextGroup(EntryVisitor visitor) {
    base.openRoot(of.root);
    long next = baseGroup.groups.ceiling(atGroup, 0) ? baseGroup.groups.keyHi() : Long.MAX_VALUE;
    boolean isNew = false;
    if (of.hasCopies() && saved.groups.ceiling(atGroup, 0) && saved.groups.keyHi() <= next) {
      next = saved.groups.keyHi();
      isNew = saved.groups.getInt(0) == Ref.NONE;
    }
    Map.Entry<Long, Integer> taken = takenOver.ceilingEntry(atGroup);
    if (taken != null && taken.getKey() <= next) {
      next = taken.getKey();
      isNew = false;
    }
    if (next == Long.MAX_VALUE) {
      end();
      return false;
    }
    atGroup = next;
    if (isNew) {
      atGroup++;
      return true;
    }
    stage = Part.PENDING;
    at.reset();
    openGroup();
    isSaved = hasSaved;
    of.countGroup();
    handOver(visitor, Part.GROUP, true);
    return true;
  }

  /** Goes to the next id in one of two trees: {@link #ids} stands on it, {@link #isSaved} says. */
  private boolean nextId(@Nullable IdTree tree, @Nullable IdTree savedTree) {
    if (!isWalking) {
      inTree = !at.ended && tree != null && tree.ceiling(at.ms, at.seq);
      inSaved = !at.ended && savedTree != null && savedTree.ceiling(at.ms, at.seq);
      isWalking = true;
    } else {
      inTree = inTree && tree != null && (isSaved && !inBoth || tree.next());
      inSaved = inSaved && savedTree != null && (!isSaved || savedTree.next());
    }
    IdTree now = inTree ? tree : null;
    IdTree kept = inSaved ? savedTree : null;
    if (now == null && kept == null) {
      return false;
    }
    int order =
        now == null
            ? 1
            : kept == null
                ? -1
                : StreamView.compare(now.keyHi(), now.keyLo(), kept.keyHi(), kept.keyLo());
    isSaved = order >= 0;
    inBoth = order == 0;
    ids = Objects.requireNonNull(isSaved ? kept : now);
    at.goBehind(ids.keyHi(), ids.keyLo());
    return true;
  }

  private void nextConsumer(EntryVisitor visitor) {
    IdTree there = baseGroup.consumers;
    long next = there.ceiling(atConsumer, 0) ? there.keyHi() : Long.MAX_VALUE;
    isSaved = hasSaved && saved.consumers.ceiling(atConsumer, 0) && saved.consumers.keyHi() <= next;
    next = isSaved ? saved.consumers.keyHi() : next;
    if (next == Long.MAX_VALUE) {
      atGroup++;
      stage = Part.GROUP;
      return;
    }
    atConsumer = next;
    openConsumer();
    if (isSaved && !hasSavedOwn) {
      atConsumer++; // it is new
      return;
    }
    stage = Part.OWN;
    at.reset();
    handOver(visitor, Part.CONSUMER, true);
  }

  private void nextOwn(EntryVisitor visitor) {
    if (nextId(hasOwn ? baseGroup.own : null, hasSavedOwn ? savedOwn : null)) {
      handOver(visitor, Part.OWN, !isSaved || savedOwn.getInt(0) == 1);
    } else {
      atConsumer++;
      stage = Part.CONSUMERS;
    }
  }

  // ---- what is handed over

  /** The view that has the head. */
  private GroupView head() {
    return isSaved ? saved : baseGroup;
  }

  private int counted(boolean isKept, int block, int at, int otherwise) {
    return isKept ? store.memory.getInt(block, at) : otherwise;
  }

  byte[] groupName() {
    return head().name();
  }

  long lastMs() {
    return head().lastMs();
  }

  long lastSeq() {
    return head().lastSeq();
  }

  long entriesRead() {
    return head().entriesRead();
  }

  int pendingCount() {
    return counted(isSaved, saved.group, PENDING_COUNT_AT, baseGroup.pendingCount());
  }

  /** When the consumers come. */
  int consumerCount() {
    return counted(hasSaved, saved.group, CONSUMER_COUNT_AT, baseGroup.consumerCount());
  }

  byte[] consumerName() {
    return head().consumerName();
  }

  long seenWallMs() {
    return head().seenWallMs();
  }

  long activeWallMs() {
    return head().activeWallMs();
  }

  int ownCount() {
    return isSaved ? store.memory.getInt(saved.consumer, OWN_COUNT_AT) : baseGroup.ownCount();
  }

  long ms() {
    return ids.keyHi();
  }

  long seq() {
    return ids.keyLo();
  }

  long deliveredWallMs() {
    return ids.getLong(GroupView.DELIVERED_AT);
  }

  long deliveries() {
    return ids.getLong(GroupView.DELIVERIES_AT);
  }

  // ---- checking

  /** Checks what is saved of the group a view stands on; returns its bytes. */
  static long check(GroupView group, StoreValidator validator, StreamStructure structure) {
    IdTree owned = new IdTree(group.store, group.blocks, OWN_PAYLOAD_BYTES);
    long bytes = structure.checkNamed(group.group, validator);
    bytes += group.pending.check(validator) + group.consumers.check(validator);
    for (boolean more = group.firstConsumer(); more; more = group.nextConsumer()) {
      if (group.consumer != Ref.NONE) {
        owned.open(group.consumer, GroupView.PENDING_AT);
        bytes += structure.checkNamed(group.consumer, validator) + owned.check(validator);
      }
    }
    return bytes;
  }
}
