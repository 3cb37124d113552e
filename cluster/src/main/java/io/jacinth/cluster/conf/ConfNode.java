package io.jacinth.cluster.conf;

import io.jacinth.cluster.view.SlotSet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code nodes.conf} or of {@code CLUSTER NODES}.
 *
 * @param port plain port; {@code tlsPort} and it are both known since 7.2
 * @param hostname announced, or empty
 * @param nodename human name, or empty
 * @param shardId null in files older than 7.2
 * @param flags of {@link io.jacinth.cluster.bus.NodeFlags}: those that have a word
 * @param primaryId of a replica, or null
 * @param pingSentWallMs 0 when no ping is unanswered
 * @param connected the link to it was up
 * @param migrating slot to node id, only on the line of the node itself
 * @param importing slot to node id, only on the line of the node itself
 */
public record ConfNode(
    String id,
    String ip,
    int port,
    int tlsPort,
    int busPort,
    String hostname,
    String nodename,
    @Nullable String shardId,
    int flags,
    @Nullable String primaryId,
    long pingSentWallMs,
    long pongReceivedWallMs,
    long configEpoch,
    boolean connected,
    SlotSet slots,
    SortedMap<Integer, String> migrating,
    SortedMap<Integer, String> importing) {
  static final SortedMap<Integer, String> NO_MARKS =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
