/**
 * The cluster core at work: links to peers, {@code nodes.conf}, the write lease.
 *
 * <p>{@link io.jacinth.node.bus.BusDriver} owns the core and is the only one to call it; everything
 * here runs on the bus loop. The engine is reached through mailboxes and never waited for.
 */
@NullMarked
package io.jacinth.node.bus;

import org.jspecify.annotations.NullMarked;
