/**
 * What a core knows, without opinions: nodes, links, slots, epochs, the outbox of effects.
 *
 * <p>The topic packages (membership, gossip, failure, slots, election) share one {@link
 * io.jacinth.cluster.state.ClusterState} and hold the rules; here are only the operations that keep
 * the data consistent with itself. Fields of these classes are public on purpose: the topics are
 * the only callers, and accessors for sixty fields would hide the rules they are written for.
 */
@NullMarked
package io.jacinth.cluster.state;

import org.jspecify.annotations.NullMarked;
