/**
 * What goes wrong in a run, drawn from its seed, and how it is put right again.
 *
 * <p>Faults act on machines, links and disks from outside; nothing here knows what a node does.
 */
@NullMarked
package io.jacinth.simulation.fault;

import org.jspecify.annotations.NullMarked;
