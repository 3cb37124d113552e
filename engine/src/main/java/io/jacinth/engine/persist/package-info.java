/**
 * What leaves and enters the engine as a whole: the RDB codec and the snapshot walk.
 *
 * <p>The codec is incremental in both directions and knows no file and no connection; the walk
 * (essay: {@code docs/snapshot.md}) makes a point-in-time image of the keyspace in slices of the
 * engine's loop. Module {@code node} moves the bytes. Decoders of foreign bytes check every length
 * before they believe it.
 */
@NullMarked
package io.jacinth.engine.persist;

import org.jspecify.annotations.NullMarked;
