package io.jacinth.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The large values a snapshot is holding on to, by their roots. */
public final class FrozenValues {
  private final LargeValues large;
  private final Map<Integer, FrozenValue> byRoot = new HashMap<>();

  private long savedBytes;

  FrozenValues(LargeValues large) {
    this.large = large;
  }

  /** Bytes that are kept for snapshots beside the values as they are now. */
  public long savedBytes() {
    return savedBytes;
  }

  void addSaved(long bytes) {
    savedBytes += bytes;
  }

  /** Freezes the large value of an entry; must be ended by {@link #end}. */
  FrozenValue freeze(int encoding, int root) {
    FrozenValue value = large.of(encoding).freeze(root);
    if (byRoot.put(root, value) != null) {
      throw new IllegalStateException("frozen twice");
    }
    return value;
  }

  /** The frozen value of a root, null if there is none: asked before every change. */
  @Nullable FrozenValue of(int root) {
    return byRoot.isEmpty() ? null : byRoot.get(root);
  }

  /** The value is given up by its owner; whether a snapshot takes it over. */
  boolean adopt(int root) {
    FrozenValue value = of(root);
    if (value == null) {
      return false;
    }
    value.adopted = true;
    return true;
  }

  /** The root block stands elsewhere now. */
  void moved(int from, int to) {
    FrozenValue value = byRoot.isEmpty() ? null : byRoot.remove(from);
    if (value != null) {
      value.root = to;
      byRoot.put(to, value);
    }
  }

  /** The snapshot needs the value no more. */
  public void end(FrozenValue value) {
    byRoot.remove(value.root);
    value.dropSaved();
    value.addSaved(-value.savedBytes());
    if (value.adopted) {
      large.free(value.encoding, value.root);
    }
  }

  /** For the validator. */
  Iterable<FrozenValue> all() {
    return byRoot.values();
  }
}
