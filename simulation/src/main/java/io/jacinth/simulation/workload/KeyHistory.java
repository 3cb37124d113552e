package io.jacinth.simulation.workload;

import io.jacinth.simulation.world.SimFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * All writes one client tried on one key, which only that client writes, one at a time.
 *
 * <p>A register takes 1, 2, 3, ... with {@code SET key n GET}, so that every write also reads what
 * was there; a counter is incremented. A value seen later must be the last acknowledged one. An
 * older one means that acknowledged writes are lost: that is recorded and judged at the end. A
 * value nobody wrote, or one whose write was refused, fails the run at once.
 *
 * <p>After an unanswered write the key is retired, because the bytes may lie in a cut link and take
 * effect much later.
 */
public final class KeyHistory {
  private enum State {
    ACKED,
    LOST,
    REFUSED,
    UNKNOWN
  }

  private static final class Attempt {
    final long value;
    State state = State.UNKNOWN;
    long sentNs;
    int node;

    Attempt(long value) {
      this.value = value;
    }
  }

  private final String key;
  private final boolean counter;
  private final List<Loss> losses;
  private final List<Attempt> attempts = new ArrayList<>();
  private long next = 1;
  private boolean retired;
  private boolean disturbed;

  KeyHistory(String key, boolean counter, List<Loss> losses) {
    this.key = key;
    this.counter = counter;
    this.losses = losses;
  }

  public String key() {
    return key;
  }

  boolean isCounter() {
    return counter;
  }

  boolean isRetired() {
    return retired;
  }

  /** The value the write being started sets (of a counter: would set). */
  long begin() {
    attempts.add(new Attempt(next));
    return next++;
  }

  private Attempt last() {
    return attempts.get(attempts.size() - 1);
  }

  /** The write was answered; {@code before} is what the node had until then. */
  void acked(long before, long sentNs, int node, long nowNs) {
    Attempt done = attempts.remove(attempts.size() - 1);
    see(before, node, nowNs);
    if (counter) {
      next = before + 2;
      Attempt real = new Attempt(before + 1);
      attempts.add(real);
      done = real;
    } else {
      attempts.add(done);
    }
    done.state = State.ACKED;
    done.sentNs = sentNs;
    done.node = node;
  }

  /** The node said that it did not do it. */
  void refused() {
    if (counter) {
      attempts.remove(attempts.size() - 1);
      next--;
    } else {
      last().state = State.REFUSED;
    }
  }

  /** No answer. */
  void unanswered() {
    retired = true;
  }

  /** What a primary shows. 0 is no value. */
  void see(long value, int node, long nowNs) {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      Attempt attempt = attempts.get(i);
      if (attempt.value <= value) {
        break;
      }
      if (attempt.state == State.ACKED) {
        attempt.state = State.LOST;
        disturbed = true;
        losses.add(new Loss(key, attempt.value, attempt.sentNs, attempt.node, node, nowNs));
      }
    }
    mustBeKnown(value, node);
  }

  /** What a replica shows: any value that may once have been there. */
  void seeStale(long value, int node) {
    mustBeKnown(value, node);
  }

  private void mustBeKnown(long value, int node) {
    if (value == 0 || (counter && disturbed)) {
      return;
    }
    for (int i = attempts.size() - 1; i >= 0; i--) {
      Attempt attempt = attempts.get(i);
      if (attempt.value == value && attempt.state != State.REFUSED) {
        return;
      }
    }
    throw new SimFailure(
        "key %s shows %d on node %d, which was never written; %s"
            .formatted(key, value, node, describe()));
  }

  private String describe() {
    StringBuilder text = new StringBuilder("tried:");
    for (Attempt attempt : attempts.subList(Math.max(0, attempts.size() - 10), attempts.size())) {
      text.append(' ').append(attempt.value).append('=').append(attempt.state);
    }
    return text.toString();
  }
}
