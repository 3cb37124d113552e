package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import org.jspecify.annotations.Nullable;

/**
 * One value on its way from an RDB image or payload into the store, a bounded part at a time. A
 * part is an element, or the whole of a packed value.
 */
public abstract class ValueLoad {
  private final @Nullable Draft draft;

  /**
   * @param draft what to build the value in, null if it is only to be checked
   */
  protected ValueLoad(@Nullable Draft draft) {
    this.draft = draft;
  }

  /**
   * Reads the next part.
   *
   * @return false if it is not all there yet; nothing has been taken then, and the call must be
   *     repeated from the same place
   */
  public abstract boolean read(RdbInput in) throws RdbFormatException;

  /** Whether the last part has been read. */
  public abstract boolean isDone();

  /** Something has been built; not so when the value has no elements or is only checked. */
  public final boolean hasValue() {
    return draft != null && draft.entry() != 0;
  }

  /** What was built. */
  public final Draft draft() {
    if (draft == null) {
      throw new IllegalStateException("only checked");
    }
    return draft;
  }

  /** Gives up what was built. */
  public final void discard() {
    if (draft != null) {
      draft.discard();
    }
  }
}
