package io.jacinth.node;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.resp.ReplyRoom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the buffers of all clients hold together, and who has to go when it is too much.
 *
 * <p>Two bounds. {@code maxmemory-clients} is the operator's, counts ordinary clients and
 * subscribers, and spares those with CLIENT NO-EVICT. The other is the process's: data lives off
 * the heap, but requests that are not complete and replies that nobody takes live on it and in the
 * buffers of the connections, and no number of clients may fill those. It comes into play only far
 * above what well-behaved clients use; then the clients that hold the most are closed, until what
 * is left is well below the bound, those with NO-EVICT last.
 */
final class ClientMemory {
  private final Config config;
  private final long heapLimitBytes;
  private final long directLimitBytes;
  private @Nullable ReplyRoom room;
  private long roomLimitBytes = Long.MAX_VALUE;
  private long heapBytes;
  private long directBytes;

  /** Of ordinary clients and subscribers, with what they hold elsewhere. */
  private long evictableBytes;

  ClientMemory(Config config, long heapLimitBytes, long directLimitBytes) {
    this.config = config;
    this.heapLimitBytes = heapLimitBytes;
    this.directLimitBytes = directLimitBytes;
  }

  /** Long replies wait in a room of so many bytes. */
  void room(@Nullable ReplyRoom replies, long limitBytes) {
    room = replies;
    roomLimitBytes = limitBytes;
    if (replies != null) {
      replies.limit(limitBytes);
    }
  }

  private boolean isRoomFuller(int quarters) {
    ReplyRoom here = room;
    return here != null && here.heldBytes() > roomLimitBytes / 4 * quarters;
  }

  /** A {@link ClientShare} has become larger or smaller by so much. */
  void add(long heap, long direct, long evictable) {
    heapBytes += heap;
    directBytes += direct;
    evictableBytes += evictable;
  }

  /**
   * Most bytes of one reply, and of one transaction that waits for EXEC: more than all may hold for
   * longer, as it leaves the heap when the command is over.
   */
  long limitOfOneBytes() {
    return Math.max(heapLimitBytes, 2 * Math.min(heapLimitBytes, Integer.MAX_VALUE));
  }

  /** No client may let replies pile up beyond a little any more. */
  boolean isTight() {
    return heapBytes > heapLimitBytes / 2 || directBytes > directLimitBytes / 2;
  }

  boolean isOver() {
    return heapBytes > heapLimitBytes
        || directBytes > directLimitBytes
        || isRoomFuller(3)
        || isOverConfigured();
  }

  private boolean isOverConfigured() {
    long limit = config.number(NetworkOptions.MAXMEMORY_CLIENTS);
    if (limit < 0) {
      limit = config.number(MemoryOptions.MAXMEMORY) / 100 * -limit;
    }
    return limit > 0 && evictableBytes >= limit;
  }

  /** Closes clients until it is no longer too much. */
  void evict(Collection<ClientConnection> clients) {
    List<ClientConnection> largest = new ArrayList<>();
    for (ClientConnection client : clients) {
      if (client.isEvictable()) {
        largest.add(client);
      }
    }
    largest.sort(
        Comparator.comparing(ClientConnection::wantsNoEviction)
            .thenComparing(Comparator.comparingLong(ClientConnection::countedBytes).reversed()));
    for (ClientConnection client : largest) {
      boolean processInNeed =
          heapBytes > heapLimitBytes / 4 * 3
              || directBytes > directLimitBytes / 4 * 3
              || isRoomFuller(2);
      if (!processInNeed && (!isOverConfigured() || client.wantsNoEviction())) {
        return;
      }
      client.evict();
    }
  }
}
