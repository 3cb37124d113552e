package io.jacinth.store;

/**
 * A value that is being built and is no key's yet: what a snapshot is loaded into, RESTORE, COPY
 * and commands that store a result. It is an entry in no table; {@link EntryTable#putDraft} makes
 * it a key's value, and {@link #discard} gives it up. Exactly one of them must follow.
 */
public final class Draft {
  private final Store store;
  private final ValueSite site;
  private boolean open = true;

  Draft(Store store, byte[] key, int off, int len) {
    this.store = store;
    site = new ValueSite(store);
    site.open(store.hash(key, off, len), key, off, len, Ref.NONE);
    store.drafts().add(this);
  }

  /** Where the value is built. */
  public ValueSite site() {
    return site;
  }

  /** The entry so far, 0 while nothing has been put into it. */
  public int entry() {
    return site.entry();
  }

  /** The entry, whose owner is the caller from now on. */
  int take() {
    close();
    if (site.entry() == Ref.NONE) {
      throw new IllegalStateException("an empty draft");
    }
    return site.entry();
  }

  /** Frees everything. */
  public void discard() {
    close();
    if (site.entry() != Ref.NONE) {
      store.entries.free(site.entry());
    }
  }

  private void close() {
    if (!open) {
      throw new IllegalStateException("the draft is used up");
    }
    open = false;
    store.drafts().remove(this);
  }
}
