/**
 * Both ends of the replication stream over connections: {@link
 * io.jacinth.node.replication.PrimaryLink} to the primary of this node, one {@link
 * io.jacinth.node.replication.ReplicaFeed} per replica, full synchronisations, and the changes of
 * role the cluster core asks for.
 *
 * <p>{@link io.jacinth.node.replication.Replication} is the only class others call. Everything runs
 * on the engine loop, between commands. Essay: {@code docs/replication.md}.
 */
@NullMarked
package io.jacinth.node.replication;

import org.jspecify.annotations.NullMarked;
