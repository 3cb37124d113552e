package io.jacinth.engine;

import io.jacinth.engine.session.ClientSession;

/**
 * Gives back what clients' reply buffers do not need any more. A buffer grows when a reply asks for
 * it, up to 16 KiB for good; once the replies of some seconds have filled less than half of it, it
 * shrinks to the longest of them.
 *
 * <p>Redis also lets the buffer of a busy client grow in the cron. Here it needs no such step.
 */
public final class ReplyBufferCare {
  /** The longest replies are remembered for ever. */
  public static final long NEVER = -1;

  public static final long DEFAULT_PEAK_RESET_MS = 5000;

  private boolean resizes = true;
  private long peakResetMs = DEFAULT_PEAK_RESET_MS;
  private long shrinks;

  /** DEBUG REPLYBUFFER RESIZING. */
  public void resize(boolean yes) {
    resizes = yes;
  }

  /** DEBUG REPLYBUFFER PEAK-RESET-TIME: how long a reply is remembered; negative for ever. */
  public void peakResetMs(long millis) {
    peakResetMs = millis;
  }

  /** Once a second. */
  void look(ClientSession session, long monoMs) {
    if (!resizes) {
      return;
    }
    if (session.reply().shrinkToPeak()) {
      shrinks++;
    }
    if (peakResetMs >= 0 && monoMs - session.replyPeakSinceMonoMs() > peakResetMs) {
      session.reply().resetPeak();
      session.replyPeakSince(monoMs);
    }
  }

  /** INFO's reply_buffer_shrinks. */
  public long shrinks() {
    return shrinks;
  }

  void resetStatistics() {
    shrinks = 0;
  }
}
