/**
 * Who owns which slot: claims of others, config epochs and their collisions.
 *
 * <p>The rule of Redis Cluster: the claim with the higher config epoch wins, and epochs of
 * primaries end up unique. Called by {@code membership}, {@code words} and the core.
 */
@NullMarked
package io.jacinth.cluster.slots;

import org.jspecify.annotations.NullMarked;
