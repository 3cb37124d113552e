/**
 * What this node says about itself and others: headers, pings, and when to ping whom.
 *
 * <p>Judging others is {@code failure}'s, believing them is {@code membership}'s. Called by all
 * topics that send.
 */
@NullMarked
package io.jacinth.cluster.gossip;

import org.jspecify.annotations.NullMarked;
