/**
 * The world as a node sees it: loops, connections, files, clocks. Module {@code server} implements
 * it with Netty and real files, module {@code simulation} with a virtual clock, network and disk.
 *
 * <p>Interfaces only. Nothing here may grow logic; nothing in {@code node} may go round it.
 */
@NullMarked
package io.jacinth.node.env;

import org.jspecify.annotations.NullMarked;
