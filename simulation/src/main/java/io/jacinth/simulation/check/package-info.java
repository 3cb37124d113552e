/**
 * The rules of a run, judged from what leaves the nodes (bus packets, files, replies) and, after
 * healing, from their own state.
 *
 * <p>The packet and file formats are read here by code of their own: a shared mistake in the codec
 * must not hide itself.
 */
@NullMarked
package io.jacinth.simulation.check;

import org.jspecify.annotations.NullMarked;
