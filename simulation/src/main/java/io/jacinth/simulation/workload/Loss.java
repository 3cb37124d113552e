package io.jacinth.simulation.workload;

/**
 * An acknowledged write that is gone.
 *
 * @param ackedNs when the node flushed the acknowledgement
 * @param ackedBy index of that node
 * @param seenOn index of the node that shows an older value
 */
public record Loss(String key, long value, long ackedNs, int ackedBy, int seenOn, long seenNs) {}
