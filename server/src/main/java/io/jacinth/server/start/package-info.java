/**
 * From words on a command line to running nodes: configuration, log, threads, sockets, signals.
 *
 * <p>Wiring only. What a node does lives in module {@code node}; how bytes move in {@code net}.
 */
@NullMarked
package io.jacinth.server.start;

import org.jspecify.annotations.NullMarked;
