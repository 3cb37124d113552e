package io.jacinth.engine.types;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.session.Parked;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Timeouts of blocking commands, as words. */
public final class Timeouts {
  /** Instead of a deadline: the word is none, and the reply says so. */
  public static final long WRONG = -1;

  private static final BigDecimal MS_PER_SECOND = BigDecimal.valueOf(1000);
  private static final BigDecimal MS_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Timeouts() {}

  /** The monotonic deadline that word {@code i} asks for: seconds with a fraction, 0 for never. */
  public static long seconds(Call c, int i) {
    BigDecimal seconds = LongDouble.parse(c.argv().array(), c.argv().offset(i), c.argv().length(i));
    if (seconds == null) {
      return wrong(c, "timeout is not a float or out of range");
    }
    BigDecimal ms = LongDouble.multiply(seconds, MS_PER_SECOND);
    if (ms.compareTo(MS_MAX) > 0) {
      return wrong(c, "timeout is out of range");
    }
    return deadline(c, ms.setScale(0, RoundingMode.CEILING).longValue());
  }

  /** The monotonic deadline that word {@code i} asks for: whole milliseconds, 0 for never. */
  public static long milliseconds(Call c, int i) {
    if (!c.argv().readLong(i)) {
      return wrong(c, "timeout is not an integer or out of range");
    }
    return deadline(c, c.argv().longValue());
  }

  private static long deadline(Call c, long ms) {
    if (ms < 0) {
      return wrong(c, "timeout is negative");
    }
    if (ms == 0) {
      return Parked.NO_DEADLINE;
    }
    return ms > Long.MAX_VALUE - c.wallMs() ? wrong(c, "timeout is out of range") : c.monoMs() + ms;
  }

  private static long wrong(Call c, String text) {
    c.error("ERR " + text);
    return WRONG;
  }
}
