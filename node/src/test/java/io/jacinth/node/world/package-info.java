/** A small world for tests of nodes: one thread, a virtual clock, connections in memory. */
@NullMarked
package io.jacinth.node.world;

import org.jspecify.annotations.NullMarked;
