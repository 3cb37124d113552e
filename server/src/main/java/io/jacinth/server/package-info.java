/**
 * The real world around a node: the entry point and what puts Netty, files, signals and the command
 * line together.
 *
 * <p>Logic that could run in the simulator does not belong here but in the node module. Nobody
 * calls this package but the JVM and the rehearsal.
 */
@NullMarked
package io.jacinth.server;

import org.jspecify.annotations.NullMarked;
