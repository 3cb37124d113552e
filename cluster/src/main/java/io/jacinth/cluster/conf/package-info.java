/**
 * {@code nodes.conf}: the image of what a node must not forget, and its text.
 *
 * <p>Pure values and text; files are the caller's. Called by the core (writing), by whoever starts
 * a node (reading, {@link io.jacinth.cluster.conf.NodesConf#recover}) and by the quick start
 * ({@link io.jacinth.cluster.conf.ClusterBlueprint}).
 */
@NullMarked
package io.jacinth.cluster.conf;

import org.jspecify.annotations.NullMarked;
