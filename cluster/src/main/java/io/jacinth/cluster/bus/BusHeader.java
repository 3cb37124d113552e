package io.jacinth.cluster.bus;

import io.jacinth.cluster.view.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * What every packet says about its sender.
 *
 * @param sender id, 40 hex digits
 * @param currentEpoch the sender's currentEpoch; in votes and vote requests the epoch of the vote
 * @param configEpoch the sender's, or its primary's for a replica
 * @param offset replication offset
 * @param slots the sender's, or its primary's for a replica
 * @param replicaOf the primary's id, or null for a primary
 * @param ip announced IP, or empty: take it from the connection
 * @param port client port
 * @param secondPort the TLS port where {@code port} is plain, and the other way round; or 0
 * @param busPort bus port
 * @param flags {@link NodeFlags}
 * @param stateOk the sender's cluster state
 * @param messageFlags {@link MessageFlags}
 */
public record BusHeader(
    String sender,
    long currentEpoch,
    long configEpoch,
    long offset,
    SlotSet slots,
    @Nullable String replicaOf,
    String ip,
    int port,
    int secondPort,
    int busPort,
    int flags,
    boolean stateOk,
    int messageFlags) {

  /** The same header for a packet that speaks of another epoch and carries other flags. */
  public BusHeader withEpochAndFlags(long epoch, int newMessageFlags) {
    return new BusHeader(
        sender,
        epoch,
        configEpoch,
        offset,
        slots,
        replicaOf,
        ip,
        port,
        secondPort,
        busPort,
        flags,
        stateOk,
        newMessageFlags);
  }

  public boolean has(int messageFlag) {
    return (messageFlags & messageFlag) != 0;
  }
}
