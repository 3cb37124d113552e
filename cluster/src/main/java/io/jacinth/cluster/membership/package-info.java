/**
 * Who belongs to the cluster and where it is: handshakes, addresses, what pings say of third nodes.
 *
 * <p>State is taken from known nodes only; a stranger can at most ask for a handshake with MEET.
 * Called by the core and by {@code words}.
 */
@NullMarked
package io.jacinth.cluster.membership;

import org.jspecify.annotations.NullMarked;
