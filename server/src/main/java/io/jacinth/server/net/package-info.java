/**
 * Loops, connections and listening sockets on Netty: the half of {@link io.jacinth.node.env.Env}
 * that moves bytes.
 *
 * <p>I/O only: bytes in, bytes out, wake-ups. Nothing here parses, executes or decides; a Netty
 * handler only hands bytes to a {@link io.jacinth.node.env.ConnectionHandler}. Called by the
 * start-up code of this module.
 */
@NullMarked
package io.jacinth.server.net;

import org.jspecify.annotations.NullMarked;
