package io.jacinth.node;

import io.jacinth.engine.MemoryUse;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;

/**
 * What one client's buffers hold: its share of {@link ClientMemory}, and of the engine's used
 * memory.
 *
 * <p>Buffers grow and shrink in many places, and counting at each of them would be easy to forget.
 * So the client counts anew where a turn is over for it ({@link #recount}), and the difference to
 * the last time goes into the sums; most often there is none, and it ends there. Three sums, as
 * three things can run out: heap, the connections' memory, and what the operator granted to
 * clients.
 */
final class ClientShare {
  private final ClientMemory all;
  private final MemoryUse engineMemory;
  private final ClientSession session;
  private final ClientInput input;
  private long heapBytes;
  private long directBytes;
  private long evictableBytes;

  ClientShare(ClientMemory all, MemoryUse engineMemory, ClientSession session, ClientInput input) {
    this.all = all;
    this.engineMemory = engineMemory;
    this.session = session;
    this.input = input;
  }

  /** What counts for {@code maxmemory-clients}; nothing of replicas and the primary does. */
  long evictableBytes() {
    return evictableBytes;
  }

  /**
   * @param unsentBytes what the connection holds
   */
  void recount(long unsentBytes) {
    long index = input.indexBytes();
    long heap = input.capacity() + index + session.reply().capacity() + session.keptBytes();
    long inStore = input.heldBytes() + session.reply().elsewhereBytes();
    // The index of words is our own, and not in tot-mem: maxmemory-clients is not about it.
    set(heap, unsentBytes, heap - index + unsentBytes + inStore + MemoryUse.SESSION_BYTES);
  }

  /** Gives back what the buffers hold; the session has ended or is about to. */
  void letGo() {
    if (!session.is(SessionFlags.EXECUTING)) {
      input.letGo();
    }
    session.reply().clear();
    session.reply().shrink(0);
    set(0, 0, 0);
  }

  private void set(long heap, long direct, long forEviction) {
    boolean counts = !session.is(SessionFlags.REPLICA) && !session.isPrimary();
    long evictable = counts ? forEviction : 0;
    if (heap == heapBytes && direct == directBytes && evictable == evictableBytes) {
      return;
    }
    all.add(heap - heapBytes, direct - directBytes, evictable - evictableBytes);
    heapBytes = heap;
    directBytes = direct;
    evictableBytes = evictable;
    engineMemory.recount(session);
  }
}
