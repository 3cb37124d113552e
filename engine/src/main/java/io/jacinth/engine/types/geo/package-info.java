/**
 * Points on the earth as members of a sorted set whose scores are geohashes of 52 bits. The
 * geometry (hashes, areas, distances, shapes) knows nothing of commands and keys; the rows use it.
 */
@NullMarked
package io.jacinth.engine.types.geo;

import org.jspecify.annotations.NullMarked;
