package io.jacinth.cluster.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Extensions at the end of a ping. What is null is not on the wire.
 *
 * @param hostname announced host name
 * @param nodename human name of the node
 * @param shardId 40 hex digits
 * @param forgotten nodes the sender was told to forget
 */
public record PingExtensions(
    @Nullable String hostname,
    @Nullable String nodename,
    @Nullable String shardId,
    List<Forgotten> forgotten) {
  public static final PingExtensions NONE = new PingExtensions(null, null, null, List.of());

  /**
   * @param id of the forgotten node
   * @param ttlSeconds how long it must not come back
   */
  public record Forgotten(String id, long ttlSeconds) {}

  boolean isEmpty() {
    return hostname == null && nodename == null && shardId == null && forgotten.isEmpty();
  }
}
