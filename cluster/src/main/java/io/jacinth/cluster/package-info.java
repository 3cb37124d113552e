/**
 * The cluster's mind, sans-IO: {@link io.jacinth.cluster.ClusterCore} takes events with their time
 * and gives back effects.
 *
 * <p>No clocks, threads, sockets, files or randomness of its own. The sub-packages are topics; only
 * {@code view} and {@code admin} may be seen by the engine. Called by the bus driver of module
 * {@code node}.
 */
@NullMarked
package io.jacinth.cluster;

import org.jspecify.annotations.NullMarked;
