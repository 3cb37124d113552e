/**
 * What people look at a running server with: MONITOR, the slow log, the latency monitor and the
 * histograms of command durations.
 *
 * <p>Everything here is told of commands after they ran, and of nothing while nobody wants to know:
 * {@link io.jacinth.engine.observe.Observation#isInterested} is the one comparison a command pays.
 */
@NullMarked
package io.jacinth.engine.observe;

import org.jspecify.annotations.NullMarked;
