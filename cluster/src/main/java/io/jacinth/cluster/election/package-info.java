/**
 * Roles and their changes: votes, elections, manual failover, following a primary, replica
 * migration.
 *
 * <p>Every change of role is an effect the engine acknowledges before the cluster hears of it.
 * Called by {@code slots}, {@code membership}, {@code words} and the core.
 */
@NullMarked
package io.jacinth.cluster.election;

import org.jspecify.annotations.NullMarked;
