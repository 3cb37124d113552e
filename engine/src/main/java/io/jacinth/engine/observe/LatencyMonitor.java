package io.jacinth.engine.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What took longer than {@code latency-monitor-threshold}, by kind of event: the worst of each
 * second, 160 seconds of them.
 */
public final class LatencyMonitor {
  private static final int SECONDS = 160;

  /** The worst of one second. */
  record Sample(long wallSeconds, long ms) {}

  /** One kind of event. */
  static final class Series {
    private final Sample[] ring = new Sample[SECONDS];
    private int next;
    private int count;
    private long maxMs;

    private void add(long seconds, long ms) {
      maxMs = Math.max(maxMs, ms);
      int last = (next + SECONDS - 1) % SECONDS;
      if (count > 0 && ring[last].wallSeconds() == seconds) {
        if (ms > ring[last].ms()) {
          ring[last] = new Sample(seconds, ms);
        }
        return;
      }
      ring[next] = new Sample(seconds, ms);
      next = (next + 1) % SECONDS;
      count = Math.min(count + 1, SECONDS);
    }

    /** The oldest first. */
    List<Sample> samples() {
      List<Sample> all = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        all.add(ring[(next + SECONDS - count + i) % SECONDS]);
      }
      return all;
    }

    Sample latest() {
      return ring[(next + SECONDS - 1) % SECONDS];
    }

    long maxMs() {
      return maxMs;
    }
  }

  private final TreeMap<String, Series> series = new TreeMap<>();
  private long thresholdMs;

  void thresholdMs(long ms) {
    thresholdMs = ms;
  }

  long thresholdMs() {
    return thresholdMs;
  }

  void sample(String event, long ms, long wallMs) {
    series.computeIfAbsent(event, e -> new Series()).add(wallMs / 1000, ms);
  }

  /** By name of the event. */
  TreeMap<String, Series> all() {
    return series;
  }

  @Nullable Series find(String event) {
    return series.get(event);
  }

  boolean reset(String event) {
    return series.remove(event) != null;
  }

  int resetAll() {
    int count = series.size();
    series.clear();
    return count;
  }
}
