package io.jacinth.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All off-heap memory of one node, and the way to everything in it.
 *
 * <p>Belongs to one thread; only the executor's tasks run elsewhere, and they touch nothing but
 * chunks that are not in use yet or any more. An empty store holds no chunk at all.
 */
public final class Store implements AutoCloseable {
  /** What {@link #listPackedThreshold} is without being set. */
  public static final long LIST_PACKED_THRESHOLD = 1L << 30;

  final Memory memory = new Memory();
  final Allocator allocator;
  final SharedBlocks shared;
  final Values values;
  final Entries entries;
  final EntryWriter writer;
  final StringEdits edits;
  final BucketLines lines;
  final LargeValues large;
  final Elements elements;
  final BucketLines elementLines;
  final BitScan bitScan;

  private final Chunks chunks;
  private final PageSpace pages;
  private final KeyHash keyHash;
  private final FreeQueue freeQueue;
  private final Evacuation evacuation;
  private final List<RopeBuilder> openRopes = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();
  private long heapBytes;
  private long listPackedThreshold = LIST_PACKED_THRESHOLD;
  private @Nullable ListCompression listCompression;

  /**
   * Makes an empty store.
   *
   * @param chunkExecutor runs the slow parts of getting memory from the system and giving it back:
   *     a background thread, or the caller itself in simulation
   */
  public Store(StoreSettings settings, Executor chunkExecutor) {
    chunks = new Chunks(chunkExecutor, settings.reservedBytesMax());
    pages = new PageSpace(memory, chunks);
    allocator = new Allocator(memory, pages);
    shared = new SharedBlocks(allocator);
    values = new Values(memory, allocator, shared);
    keyHash = new KeyHash(settings.hashKey0(), settings.hashKey1());
    large = new LargeValues(this);
    entries = new Entries(memory, allocator, shared, values, keyHash, large);
    writer = new EntryWriter(memory, allocator, values, entries);
    edits = new StringEdits(memory, allocator, values, entries, writer);
    lines = new BucketLines(memory, allocator, entries);
    elements = new Elements(this, keyHash);
    elementLines = new BucketLines(memory, allocator, elements);
    freeQueue = new FreeQueue(entries, large);
    bitScan = new BitScan(memory, values, entries);
    evacuation = new Evacuation(this, pages);
    large.fill();
  }

  /** A new, empty table; it costs nothing off the heap until its first key. */
  public EntryTable newTable() {
    return new EntryTable(this);
  }

  /** Reads entries of any table of this store. */
  public Entries entries() {
    return entries;
  }

  /** Looks at the bits of string values where they lie. */
  public BitScan bitScan() {
    return bitScan;
  }

  /** Where dropped tables and entries go to be freed in slices. */
  public FreeQueue freeQueue() {
    return freeQueue;
  }

  /** Fetches several keys at once before they are looked up. */
  public LookAhead newLookAhead() {
    return new LookAhead(this);
  }

  /** Empties chunks that hold little. */
  public Evacuation evacuation() {
    return evacuation;
  }

  /** Gives memory kept in reserve back to the system. */
  public void purge() {
    chunks.dropSpare();
  }

  /** The hash that all methods of {@link EntryTable} want beside a key. */
  public long hash(byte[] key, int off, int len) {
    return keyHash.hash(key, off, len);
  }

  /** Starts receiving a string of that length. */
  public RopeBuilder newRope(int lengthBytes) {
    return new RopeBuilder(this, lengthBytes);
  }

  /** Starts building a value for a key, whose bytes must stay until it is put or discarded. */
  public Draft newDraft(byte[] key, int off, int len) {
    return new Draft(this, key, off, len);
  }

  /**
   * A copy of an entry's value for another key, whose bytes must stay until it is put or discarded.
   */
  public Draft copyOf(int entry, byte[] key, int off, int len) {
    Draft draft = newDraft(key, off, len);
    draft.site().copyFrom(entry);
    return draft;
  }

  /** Large values that snapshots hold on to. */
  public FrozenValues frozenValues() {
    return large.frozen();
  }

  /**
   * The large value of an entry, to be read part by part while it may change; to be ended by {@link
   * FrozenValues#end}.
   */
  public FrozenValue freeze(int entry) {
    return large.frozen().freeze(entries.encoding(entry), entries.root(entry));
  }

  /** The same for a reader that has done before anything changes; to be ended by nobody. */
  public FrozenValue view(int entry) {
    return large.of(entries.encoding(entry)).freeze(entries.root(entry));
  }

  /** Reads the blocks {@link FrozenValue#step} hands over for a hash, set or sorted set. */
  public ElementReader newElementReader() {
    return new ElementReader(this);
  }

  /** A list to look at. */
  public ListView newListView() {
    return new ListView(this);
  }

  /** A list to change, where a site is. */
  public ListEdit newListEdit() {
    return new ListEdit(this);
  }

  /** Reads the nodes {@link FrozenValue#step} hands over for a list. */
  public ListReader newListReader() {
    return new ListReader(this);
  }

  /** Elements of that length and more get nodes of their own in lists of several nodes. */
  public void listPackedThreshold(long bytes) {
    listPackedThreshold = bytes;
  }

  long listPackedThreshold() {
    return listPackedThreshold;
  }

  /** Made when the first list is compressed. */
  ListCompression listCompression() {
    ListCompression made = listCompression;
    if (made == null) {
      made = new ListCompression(this);
      listCompression = made;
    }
    return made;
  }

  /** Room for a window to read compressed nodes in. */
  int newReadRoom() {
    return pages.addReadRoom();
  }

  /** A hash to look at. */
  public HashView newHashView() {
    return new HashView(this);
  }

  /** A hash to change, where a site is. */
  public HashEdit newHashEdit() {
    return new HashEdit(this);
  }

  /** A sorted set to look at. */
  public ZsetView newZsetView() {
    return new ZsetView(this);
  }

  /** A sorted set to change, where a site is. */
  public ZsetEdit newZsetEdit() {
    return new ZsetEdit(this);
  }

  /** A stream to look at. */
  public StreamView newStreamView() {
    return new StreamView(this);
  }

  /** A stream to change, where a site is. */
  public StreamEdit newStreamEdit() {
    return new StreamEdit(this);
  }

  /** A set to look at. */
  public SetView newSetView() {
    return new SetView(this);
  }

  /** A set to change, where a site is. */
  public SetEdit newSetEdit() {
    return new SetEdit(this);
  }

  /** Values being built. */
  List<Draft> drafts() {
    return drafts;
  }

  /** Memory in use: all live blocks, and the tables' own arrays on the heap. */
  public long usedBytes() {
    return allocator.usedBytes() + heapBytes;
  }

  /** Memory taken from the system for chunks. */
  public long reservedBytes() {
    return chunks.reservedBytes();
  }

  /** Bytes the store holds of the system: the reserved ones and those on their way back. */
  public long residentBytes() {
    return chunks.residentBytes();
  }

  /** Ropes neither put nor abandoned yet. */
  List<RopeBuilder> openRopes() {
    return openRopes;
  }

  void addHeapBytes(int bytes) {
    heapBytes += bytes;
  }

  long heapBytes() {
    return heapBytes;
  }

  /** Gives all memory back. Buffers handed out over pages must not be in use any more. */
  @Override
  public void close() {
    pages.close();
  }
}
