package io.jacinth.engine.types.bitmap;

import io.jacinth.resp.Argv;
import org.jspecify.annotations.Nullable;

/** What BITFIELD does with a result that does not fit its field. */
enum Overflow {
  /** The lowest bits stay. */
  WRAP,
  /** The nearest value that fits. */
  SAT,
  /** Nothing is written, the reply is null. */
  FAIL;

  static @Nullable Overflow of(Argv argv, int i) {
    if (argv.is(i, "wrap")) {
      return WRAP;
    }
    if (argv.is(i, "sat")) {
      return SAT;
    }
    return argv.is(i, "fail") ? FAIL : null;
  }
}
