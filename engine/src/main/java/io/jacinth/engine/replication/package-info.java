/**
 * The replication stream and what is known of its two ends.
 *
 * <p>{@link io.jacinth.engine.replication.ReplicationLog} holds the stream's bytes (the backlog),
 * {@link io.jacinth.engine.replication.ReplicationState} the role, the ids, the link to the primary
 * and the connected replicas. Command handlers, gates and INFO read them; module {@code node},
 * which owns the connections, writes them. No connection, clock or file lives here.
 */
@NullMarked
package io.jacinth.engine.replication;

import org.jspecify.annotations.NullMarked;
