package io.jacinth.cluster.bus;

/** One packet of the cluster bus, decoded. */
public interface BusMessage {}
