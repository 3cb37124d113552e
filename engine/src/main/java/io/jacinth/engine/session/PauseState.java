package io.jacinth.engine.session;

/**
 * Who is paused, and until when. Four reasons pause independently of each other: CLIENT PAUSE, a
 * manual failover, DEBUG SLEEP, and a transaction one of whose commands waits. While anything is
 * paused keys do not expire actively either, so that the data stands still.
 */
public final class PauseState {
  /** Why clients are paused. */
  public enum Reason {
    CLIENT_PAUSE,
    FAILOVER,
    SLEEP,
    TRANSACTION
  }

  private final long[] untilMonoMs = new long[Reason.values().length];
  private final boolean[] all = new boolean[Reason.values().length];
  private boolean pausesWrites;
  private boolean pausesAll;

  /** A longer pause that is there already stays; a stricter one too. */
  public void pause(Reason reason, boolean allCommands, long newUntilMonoMs) {
    int i = reason.ordinal();
    boolean running = untilMonoMs[i] != 0;
    all[i] = allCommands || (running && all[i]);
    untilMonoMs[i] = Math.max(untilMonoMs[i], newUntilMonoMs);
    update();
  }

  public void resume(Reason reason) {
    untilMonoMs[reason.ordinal()] = 0;
    update();
  }

  /** Ends what is over; true when a pause ended. */
  public boolean expire(long monoMs) {
    boolean ended = false;
    for (int i = 0; i < untilMonoMs.length; i++) {
      if (untilMonoMs[i] != 0 && monoMs >= untilMonoMs[i]) {
        untilMonoMs[i] = 0;
        ended = true;
      }
    }
    if (ended) {
      update();
    }
    return ended;
  }

  private void update() {
    pausesWrites = false;
    pausesAll = false;
    for (int i = 0; i < untilMonoMs.length; i++) {
      pausesWrites |= untilMonoMs[i] != 0;
      pausesAll |= untilMonoMs[i] != 0 && all[i];
    }
  }

  /** Writes have to wait. */
  public boolean pausesWrites() {
    return pausesWrites;
  }

  /** Every command has to wait. */
  public boolean pausesAll() {
    return pausesAll;
  }

  /** When the next pause ends, {@code Long.MAX_VALUE} without one. */
  public long nextEndMonoMs() {
    long next = Long.MAX_VALUE;
    for (long until : untilMonoMs) {
      if (until != 0) {
        next = Math.min(next, until);
      }
    }
    return next;
  }
}
