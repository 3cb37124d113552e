package io.jacinth.engine.session;

import io.jacinth.resp.Argv;
import org.jspecify.annotations.Nullable;

/**
 * A waiting session: why, until when, and what to run or to look for then.
 *
 * @param deadlineMonoMs when the wait ends by itself; {@link #NO_DEADLINE} for never
 * @param redo the command to run again or to report of afterwards, or null when nobody needs it
 * @param number what the kind needs: request id, replicas wanted
 * @param offset replication offset waited for
 */
public record Parked(
    ParkKind kind, long deadlineMonoMs, @Nullable Argv redo, long number, long offset) {
  public static final long NO_DEADLINE = Long.MAX_VALUE;
}
