package io.jacinth.store;

/**
 * A large value as it was at one moment, read in parts while it goes on changing: what a snapshot
 * holds on to from the value's first change (or from the walk's visit) until it has written it.
 *
 * <p>The structure divides itself into parts of bounded size. {@link #step} hands over the blocks
 * of parts one after the other. Before a part that has not been handed over changes, the structure
 * calls its frozen value, which saves the part's old blocks. So every part is handed over exactly
 * as it was, live or saved, and what is saved is at most the value once. When the value is deleted
 * or replaced meanwhile it is <em>adopted</em>: it stays until the end of the reading.
 */
public abstract class FrozenValue {
  final int encoding;
  int root;
  boolean adopted;
  private final FrozenValues all;
  private long savedBytes;

  FrozenValue(FrozenValues all, int encoding, int root) {
    this.all = all;
    this.encoding = encoding;
    this.root = root;
  }

  /** Saved blocks have become more, or fewer. */
  final void addSaved(long bytes) {
    savedBytes += bytes;
    all.addSaved(bytes);
  }

  /** Bytes of saved blocks. */
  public final long savedBytes() {
    return savedBytes;
  }

  /** How the value is kept, one of {@link ValueTypes}. */
  public final int encoding() {
    return encoding;
  }

  /** How many elements it had at that moment. */
  public abstract long count();

  /**
   * Hands over more blocks, each exactly once; what a block is depends on the structure.
   *
   * @param budgetItems about how many
   * @param visitor reads the blocks, which are void after its return
   * @return whether that was all
   */
  public abstract boolean step(int budgetItems, EntryVisitor visitor);

  /** Frees what is saved. */
  abstract void dropSaved();

  /** Names saved blocks to the validator. */
  abstract void check(StoreValidator validator);
}
