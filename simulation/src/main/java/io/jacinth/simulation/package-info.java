/**
 * Whole nodes in a virtual world: one queue of events ordered by time, seeds, scenarios, and the
 * runner that plays many of them.
 *
 * <p>Nothing here reads a real clock or starts a thread per node, and nothing that is shipped may
 * depend on it.
 */
@NullMarked
package io.jacinth.simulation;

import org.jspecify.annotations.NullMarked;
