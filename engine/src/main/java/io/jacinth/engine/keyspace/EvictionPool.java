package io.jacinth.engine.keyspace;

/**
 * The best candidates for eviction that the samples have shown so far, the best one last.
 *
 * <p>As in Redis, keys that a sample showed and that were not evicted are remembered, so after a
 * while the candidates are far worse than the worst of any single sample, and few samples per
 * eviction come close to the exact order. Kept are hashes and not references, as entries move; a
 * candidate that was used meanwhile has another state (access word, expiry) and is passed over.
 */
final class EvictionPool {
  static final int CAPACITY = 16;

  private final long[] ranks = new long[CAPACITY];
  private final long[] hashes = new long[CAPACITY];
  private final int[] states = new int[CAPACITY];
  private final int[] databases = new int[CAPACITY];
  private final int[] slots = new int[CAPACITY];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Whether a candidate of that rank would be remembered; asked before its hash is worked out. */
  boolean wants(long rank) {
    return size < CAPACITY || rank < ranks[0];
  }

  /** Remembers a candidate; the lower its rank, the sooner it goes. */
  void offer(long rank, int database, int slot, long hash, int state) {
    forget(database, hash);
    if (size == CAPACITY) {
      close(0);
    }
    int at = size;
    while (at > 0 && ranks[at - 1] < rank) {
      move(at - 1, at);
      at--;
    }
    ranks[at] = rank;
    hashes[at] = hash;
    states[at] = state;
    databases[at] = database;
    slots[at] = slot;
    size++;
  }

  private void forget(int database, long hash) {
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash && databases[i] == database) {
        close(i);
        return;
      }
    }
  }

  private void close(int gap) {
    size--;
    for (int i = gap; i < size; i++) {
      move(i + 1, i);
    }
  }

  private void move(int from, int to) {
    ranks[to] = ranks[from];
    hashes[to] = hashes[from];
    states[to] = states[from];
    databases[to] = databases[from];
    slots[to] = slots[from];
  }

  /** Takes the best candidate out; its parts can be asked for until the next change. */
  void take() {
    size--;
  }

  int takenDatabase() {
    return databases[size];
  }

  int takenSlot() {
    return slots[size];
  }

  long takenHash() {
    return hashes[size];
  }

  int takenState() {
    return states[size];
  }
}
