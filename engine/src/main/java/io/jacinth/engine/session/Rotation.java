package io.jacinth.engine.session;

import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;

/**
 * An endless round over a map that changes between the steps, and during them: each step goes on
 * behind the last one visited. Ten thousand clients are looked after in small shares, so that none
 * of the others waits while it happens.
 */
public final class Rotation<T> {
  private static final int LEAST = 5;

  private final NavigableMap<Long, T> all;
  private long last;

  public Rotation(NavigableMap<Long, T> all) {
    this.all = all;
  }

  /** Visits so many that {@code steps} calls come around to everyone. */
  public void visitShare(long steps, Consumer<? super T> visitor) {
    long share = Math.max(LEAST, (all.size() + steps - 1) / Math.max(1, steps));
    for (long i = Math.min(share, all.size()); i > 0; i--) {
      Map.Entry<Long, T> next = all.higherEntry(last);
      if (next == null) {
        next = all.firstEntry();
      }
      if (next == null) {
        return;
      }
      last = next.getKey();
      visitor.accept(next.getValue());
    }
  }
}
