package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/** A stream to be changed, where a {@link ValueSite} is: a key's, or a draft's. */
public final class StreamEdit extends StreamView {
  /** Redis's own bound of a node's bytes, when the configuration has none. */
  private static final long NODE_BYTES_MAX = 1 << 30;

  private final ListpackBuilder builder = new ListpackBuilder();
  private final BlockRoom room;
  private final Listpack list;
  private ValueSite site;
  private long nodeBytesMax;
  private long nodeEntriesMax;

  StreamEdit(Store store) {
    super(store);
    site = viewed;
    room = new BlockRoom(store);
    list = new Listpack(store, room);
  }

  @Override
  GroupView newGroups() {
    return new GroupEdit(this);
  }

  @Override
  public GroupEdit groups() {
    return (GroupEdit) super.groups();
  }

  /**
   * Goes to the stream at a site, which may have none yet.
   *
   * @param newNodeBytesMax bytes from which on a node takes no more entries, 0 for no limit
   * @param newNodeEntriesMax entries of a node, 0 for no limit
   */
  public StreamEdit open(ValueSite newSite, long newNodeBytesMax, long newNodeEntriesMax) {
    site = newSite;
    nodeBytesMax =
        newNodeBytesMax == 0 ? NODE_BYTES_MAX : Math.min(newNodeBytesMax, NODE_BYTES_MAX);
    nodeEntriesMax = newNodeEntriesMax == 0 ? Long.MAX_VALUE : newNodeEntriesMax;
    openRoot(site.entry() == Ref.NONE ? Ref.NONE : site.root());
    return this;
  }

  /** Makes an empty stream. There must be none. */
  public void create() {
    site.createLarge(ValueTypes.STREAM, ValueTypes.ENCODING_STREAM, StreamBlocks.create(store));
    openRoot(site.root());
  }

  void beforeChange() {
    site.beforeLargeChange();
  }

  @Nullable FrozenStream frozen() {
    return (FrozenStream) store.large.frozen().of(root);
  }

  private void beforeNode(long ms, long seq) {
    beforeChange();
    FrozenStream frozen = frozen();
    if (frozen != null) {
      frozen.beforeNode(ms, seq);
    }
  }

  private void note(int at, long value) {
    store.memory.setLong(root, at, value);
  }

  private void noteId(int at, long ms, long seq) {
    note(at, ms);
    note(at + 8, seq);
  }

  // ---- what it notes

  public void setLast(long ms, long seq) {
    beforeChange();
    noteId(StreamBlocks.LAST_AT, ms, seq);
  }

  public void setDeleted(long ms, long seq) {
    beforeChange();
    noteId(StreamBlocks.DELETED_AT, ms, seq);
  }

  public void setEntriesAdded(long count) {
    beforeChange();
    note(StreamBlocks.ADDED_AT, count);
  }

  /** Works out which entry is the first. */
  public void findFirst() {
    range(0, 0, -1, -1, false);
    boolean there = next();
    noteId(StreamBlocks.FIRST_AT, there ? ms() : 0, there ? seq() : 0);
  }

  // ---- adding

  /** Fields and values of an entry, in turn. */
  public interface Words {
    int count();

    /** The array the i-th of them is in. */
    byte[] array(int i);

    int offset(int i);

    int length(int i);
  }

  /** Adds an entry, whose id must be above {@link #lastMs} and {@link #lastSeq}. */
  public void append(long ms, long seq, Words words) {
    long bytes = 0;
    for (int i = 0; i < words.count(); i++) {
      bytes += words.length(i);
    }
    boolean any = nodes.last();
    if (!any || !appendToNode(ms, seq, words, bytes)) {
      if (any) {
        fitNode();
      }
      appendNode(ms, seq, words);
    }
    note(StreamBlocks.LENGTH_AT, length() + 1);
    note(StreamBlocks.ADDED_AT, entriesAdded() + 1);
    noteId(StreamBlocks.LAST_AT, ms, seq);
    if (length() == 1) {
      noteId(StreamBlocks.FIRST_AT, ms, seq);
    }
  }

  /**
   * Gives back what the last node, on which the tree stands, has been given ahead: another one
   * follows.
   */
  private void fitNode() {
    int length = nodes.getInt(NODE_LENGTH_AT);
    if (length > ValueSite.PACKED_BYTES_MAX) {
      return; // in pieces, and not to be added to
    }
    openList();
    int before = room.blockBytes();
    if (Allocator.roundedBytes(length) < before) {
      beforeNode(nodes.keyHi(), nodes.keyLo());
      room.trim();
      noteList(before);
    }
  }

  @Override
  public void letGo() {
    super.letGo();
    builder.letGo();
  }

  private void appendNode(long ms, long seq, Words words) {
    beforeNode(ms, seq);
    int fields = words.count() / 2;
    builder.reset();
    builder.number(1);
    builder.number(0);
    builder.number(fields);
    for (int i = 0; i < words.count(); i += 2) {
      builder.text(words.array(i), words.offset(i), words.length(i));
    }
    builder.number(0);
    entry(0, 0, words, true);
    byte[] bytes = builder.toBytes();
    putNode(ms, seq, bytes, bytes.length);
  }

  private void putNode(long ms, long seq, byte[] bytes, int length) {
    int ref = blocks.allocateText(bytes, 0, length);
    if (!nodes.put(ms, seq)) {
      giveUpNode();
    }
    nodes.setInt(NODE_REF_AT, ref);
    nodes.setInt(NODE_LENGTH_AT, length);
  }

  /**
   * The node its tree stands on makes way for another one of the same key. As a rule its entries
   * are all deleted: trimming has left it behind, then XSETID has gone back before it.
   */
  private void giveUpNode() {
    loadNode();
    note(StreamBlocks.LENGTH_AT, length() - node.alive());
    blocks.freeText(nodes.getInt(NODE_REF_AT), nodes.getInt(NODE_LENGTH_AT));
  }

  private void entry(long ms, long seq, Words words, boolean same) {
    int fields = words.count() / 2;
    builder.number(same ? StreamNode.SAME_FIELDS : 0);
    builder.number(ms);
    builder.number(seq);
    if (!same) {
      builder.number(fields);
    }
    for (int i = same ? 1 : 0; i < words.count(); i += same ? 2 : 1) {
      builder.text(words.array(i), words.offset(i), words.length(i));
    }
    builder.number(same ? 3 + fields : 4 + 2L * fields);
  }

  /** Adds to the last node, on which the tree stands; false if a new one is to be made. */
  private boolean appendToNode(long ms, long seq, Words words, long textBytes) {
    int length = nodes.getInt(NODE_LENGTH_AT);
    if (length + textBytes >= nodeBytesMax || length > ValueSite.PACKED_BYTES_MAX) {
      return false;
    }
    openList();
    int at = list.first();
    long alive = number(at);
    at = list.next(at);
    long deleted = number(at);
    if (alive + deleted >= nodeEntriesMax) {
      return false;
    }
    at = list.next(at);
    boolean same = number(at) == words.count() / 2;
    for (int i = 0; i < words.count() && same; i += 2) {
      at = list.next(at);
      same = list.equals(at, words.array(i), words.offset(i), words.length(i));
    }
    builder.reset();
    entry(ms - nodes.keyHi(), seq - nodes.keyLo(), words, same);
    int bytes = builder.elementBytes();
    if (length + bytes + Listpack.OVERHEAD_MAX > ValueSite.PACKED_BYTES_MAX) {
      return false;
    }
    beforeNode(nodes.keyHi(), nodes.keyLo());
    int before = room.blockBytes();
    list.replace(list.first(), alive + 1);
    room.growAhead(length + bytes + 1, Math.min(nodeBytesMax, ValueSite.PACKED_BYTES_MAX));
    list.open(room);
    list.appendEncoded(builder.array(), Listpack.HEADER_BYTES, bytes, (int) builder.count());
    noteList(before);
    return true;
  }

  private long number(int at) {
    list.isInteger(at);
    return list.longValue();
  }

  /** Opens the node its tree stands on, which must be a block, for changing it. */
  private void openList() {
    room.open(nodes.getInt(NODE_REF_AT), nodes.getInt(NODE_LENGTH_AT));
    list.open(room);
  }

  private void noteList(int blockBytesBefore) {
    blocks.addBytes(room.blockBytes() - blockBytesBefore);
    nodes.setInt(NODE_REF_AT, room.ref());
    nodes.setInt(NODE_LENGTH_AT, room.length());
  }

  // ---- taking over nodes

  /**
   * Adds a node that came from outside, behind all others; {@link #setLoaded} must follow.
   *
   * @return false if it is not sound, or not behind all others
   */
  public boolean addNode(long ms, long seq, byte[] bytes, int length) {
    if (!node.isSound(bytes, length)) {
      return false;
    }
    if (nodes.last() && compare(nodes.keyHi(), nodes.keyLo(), ms, seq) >= 0) {
      return false;
    }
    node.open(ms, seq, bytes, length);
    long alive = node.alive();
    boolean canChange = length + Listpack.OVERHEAD_MAX <= ValueSite.PACKED_BYTES_MAX;
    if (canChange || alive + node.deleted() == 1) {
      putNode(ms, seq, bytes, length);
    } else {
      split(ms, seq, bytes, length);
      return true;
    }
    note(StreamBlocks.LENGTH_AT, length() + alive);
    return true;
  }

  /** A node that is too large to be changed in one block is added entry by entry. */
  private void split(long ms, long seq, byte[] bytes, int length) {
    StreamNode all = new StreamNode();
    all.open(ms, seq, bytes, length);
    Item item = new Item(store);
    while (all.next()) {
      if (!all.isDeleted()) {
        byte[][] texts = new byte[2 * all.fields()][];
        for (int i = 0; i < texts.length; i++) {
          all.part(item);
          texts[i] = item.bytes();
        }
        append(all.ms(), all.seq(), new Texts(texts));
      }
    }
  }

  /** Notes what comes with the nodes of a stream. */
  public void setLoaded(long ms, long seq, long deletedMs, long deletedSeq, long added) {
    noteId(StreamBlocks.LAST_AT, ms, seq);
    noteId(StreamBlocks.DELETED_AT, deletedMs, deletedSeq);
    note(StreamBlocks.ADDED_AT, added);
    findFirst();
  }

  private record Texts(byte[][] texts) implements Words {
    @Override
    public int count() {
      return texts.length;
    }

    @Override
    public byte[] array(int i) {
      return texts[i];
    }

    @Override
    public int offset(int i) {
      return 0;
    }

    @Override
    public int length(int i) {
      return texts[i].length;
    }
  }

  // ---- deleting

  /** Deletes an entry; false if it is not there. The first id and the greatest deleted one stay. */
  public boolean delete(long ms, long seq) {
    if (!find(ms, seq)) {
      return false;
    }
    if (node.alive() == 1) {
      removeNode();
    } else {
      beforeNode(nodes.keyHi(), nodes.keyLo());
      openList();
      int before = room.blockBytes();
      markDeleted();
      noteCounts(node.alive() - 1, node.deleted() + 1);
      noteList(before);
    }
    note(StreamBlocks.LENGTH_AT, length() - 1);
    return true;
  }

  /** Marks the entry that the copy of the node stands on. */
  private void markDeleted() {
    room.beforeChange();
    store.memory.setByte(room.ref(), node.place(), node.flags() | StreamNode.DELETED);
    list.open(room);
  }

  private void noteCounts(long alive, long deleted) {
    list.replace(list.first(), alive);
    list.replace(list.next(list.first()), deleted);
  }

  /** Removes the node its tree stands on. */
  private void removeNode() {
    beforeNode(nodes.keyHi(), nodes.keyLo());
    blocks.freeText(nodes.getInt(NODE_REF_AT), nodes.getInt(NODE_LENGTH_AT));
    nodes.remove();
  }

  /**
   * Deletes the oldest entries.
   *
   * @param lengthMax leave so many, -1 to go by id
   * @param minMs else leave those from this id on
   * @param whole remove whole nodes only
   * @param limit delete at most so many, 0 for any number; only with {@code whole}
   * @return how many were deleted
   */
  public long trim(long lengthMax, long minMs, long minSeq, boolean whole, long limit) {
    long deleted = 0;
    while (length() > Math.max(0, lengthMax) && nodes.first()) {
      loadNode();
      long entries = node.alive();
      if (limit > 0 && deleted + entries > limit) {
        break;
      }
      boolean all = lengthMax >= 0 ? length() - entries >= lengthMax : isLastBefore(minMs, minSeq);
      if (all) {
        removeNode();
        note(StreamBlocks.LENGTH_AT, length() - entries);
        deleted += entries;
        continue;
      }
      if (!whole) {
        deleted += trimNode(lengthMax, minMs, minSeq);
      }
      break;
    }
    if (deleted > 0) {
      findFirst();
    }
    return deleted;
  }

  private boolean isLastBefore(long ms, long seq) {
    boolean before = false;
    while (node.next()) {
      before = compare(node.ms(), node.seq(), ms, seq) < 0;
    }
    return before;
  }

  private long trimNode(long lengthMax, long minMs, long minSeq) {
    node.rewind();
    long marked = 0;
    int before = 0;
    while (node.next()) {
      boolean stop =
          lengthMax >= 0
              ? length() - marked <= lengthMax
              : compare(node.ms(), node.seq(), minMs, minSeq) >= 0;
      if (stop) {
        break;
      }
      if (!node.isDeleted()) {
        if (marked == 0) {
          beforeNode(nodes.keyHi(), nodes.keyLo());
          openList();
          before = room.blockBytes();
        }
        markDeleted();
        marked++;
      }
    }
    if (marked > 0) {
      noteCounts(node.alive() - marked, node.deleted() + marked);
      noteList(before);
      note(StreamBlocks.LENGTH_AT, length() - marked);
    }
    return marked;
  }
}
