package io.jacinth.cluster.bus;

/**
 * What a ping says about a third node.
 *
 * @param pingSentSeconds wall clock, 0 when no ping is unanswered
 * @param pongReceivedSeconds wall clock
 * @param secondPort as in {@link BusHeader}
 * @param flags {@link NodeFlags}
 */
public record GossipEntry(
    String id,
    long pingSentSeconds,
    long pongReceivedSeconds,
    String ip,
    int port,
    int secondPort,
    int busPort,
    int flags) {}
