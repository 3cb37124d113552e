/**
 * Whole nodes on simulated machines: starting, ending, looking inside. The only package here that
 * knows {@code io.jacinth.node.Node}.
 */
@NullMarked
package io.jacinth.simulation.host;

import org.jspecify.annotations.NullMarked;
