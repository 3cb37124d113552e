package io.jacinth.node;

import org.jspecify.annotations.Nullable;

/**
 * The clients that have something to execute, in order: a ring in which one can also look at those
 * further back, which {@link java.util.ArrayDeque} allows only by allocating an iterator.
 */
final class RunQueue {
  private @Nullable ClientConnection[] ring = new ClientConnection[64];
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void addLast(ClientConnection client) {
    if (size == ring.length) {
      grow();
    }
    ring[head + size++ & ring.length - 1] = client;
  }

  /** The {@code place}-th client from the front, counting from 0. */
  ClientConnection get(int place) {
    ClientConnection client = place < size ? ring[head + place & ring.length - 1] : null;
    if (client == null) {
      throw new IndexOutOfBoundsException(place);
    }
    return client;
  }

  @Nullable ClientConnection pollFirst() {
    if (size == 0) {
      return null;
    }
    ClientConnection client = ring[head];
    ring[head] = null;
    head = head + 1 & ring.length - 1;
    size--;
    return client;
  }

  private void grow() {
    ClientConnection[] larger = new ClientConnection[ring.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = get(i);
    }
    ring = larger;
    head = 0;
  }
}
