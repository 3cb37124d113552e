/**
 * Clients of a simulated cluster: they speak RESP over simulated connections, follow redirections,
 * and remember what was acknowledged.
 *
 * <p>Nothing here looks into a node; what cannot be seen on a socket is checked in {@code check}.
 */
@NullMarked
package io.jacinth.simulation.workload;

import org.jspecify.annotations.NullMarked;
