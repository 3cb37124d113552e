/**
 * One whole node without threads, sockets or files: {@link io.jacinth.node.Node} joins an engine
 * and a cluster core to the loops, connections and files of an {@link io.jacinth.node.env.Env}.
 *
 * <p>What a client, a peer or a disk does arrives here as bytes or answers on one of the two loops
 * and leaves as bytes. No statics with state, no thread, no clock but the loops'. Called by modules
 * {@code server} and {@code simulation}.
 */
@NullMarked
package io.jacinth.node;

import org.jspecify.annotations.NullMarked;
