/**
 * The virtual world: one event queue, clocks, loops, network, disks. It implements {@code
 * io.jacinth.node.env} and knows neither commands nor clusters.
 *
 * <p>Nothing here reads a real clock, starts a thread or depends on hash order: a run is a pure
 * function of its seed. Callers are the scenario packages beside this one.
 */
@NullMarked
package io.jacinth.simulation.world;

import org.jspecify.annotations.NullMarked;
