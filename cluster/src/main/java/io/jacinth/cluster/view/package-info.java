/**
 * What everybody may read of the cluster: the immutable topology.
 *
 * <p>A {@link io.jacinth.cluster.view.ClusterView} is a snapshot; the engine adopts a new one only
 * by dequeuing it at a command boundary. It holds topology only: ping times and counters change all
 * the time and are reported on request. Nothing in this package changes after construction.
 */
@NullMarked
package io.jacinth.cluster.view;

import org.jspecify.annotations.NullMarked;
