/**
 * Databases and the one door for writes. A key is found by {@link
 * io.jacinth.engine.keyspace.Keyspace}'s read methods and changed only through {@link
 * io.jacinth.engine.keyspace.WriteDoor}, which runs every hook a change has to run.
 *
 * <p>No replies and no words of commands here. Called by command handlers, by the engine's cron and
 * by whatever loads data.
 */
@NullMarked
package io.jacinth.engine.keyspace;

import org.jspecify.annotations.NullMarked;
