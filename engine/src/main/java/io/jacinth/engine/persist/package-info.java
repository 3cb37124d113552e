/**
 * Snapshots: the walk that makes a point-in-time image of the keyspace in slices of the engine's
 * loop (essay: {@code docs/snapshot.md}), and what it is made into.
 *
 * <p>Knows no file and no connection; module {@code node} moves the bytes, {@code engine.rdb} is
 * their format.
 */
@NullMarked
package io.jacinth.engine.persist;

import org.jspecify.annotations.NullMarked;
