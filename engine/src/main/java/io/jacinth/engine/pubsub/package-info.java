/**
 * Channels, patterns and shard channels: who subscribes to what, how a message reaches them, and
 * keyspace notifications, which are messages of the server's own.
 *
 * <p>No network and no cluster here: a message for other nodes is handed to {@link
 * io.jacinth.engine.EngineHost#publish}, one from them comes in through {@code Engine.apply}.
 */
@NullMarked
package io.jacinth.engine.pubsub;

import org.jspecify.annotations.NullMarked;
