package io.jacinth.engine.observe;

import io.jacinth.engine.Engine;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.Argv;

/**
 * Everything that watches commands. The limits of those who only care for slow ones, and whether
 * anybody cares for all, are kept as one number of nanoseconds, so that an ordinary command is
 * dismissed by one comparison.
 */
public final class Observation {
  private static final long NANOS_PER_MICRO = 1000;
  private static final long NANOS_PER_MS = 1_000_000;

  private final Engine engine;
  private final Monitors monitors;
  private final SlowLog slowLog = new SlowLog();
  private final LatencyMonitor latency = new LatencyMonitor();
  private long slowNanos;
  private long latencyNanos;
  private long interestingNanos;
  private boolean tracking;

  public Observation(Engine engine) {
    this.engine = engine;
    monitors = new Monitors(engine, this::decide);
    engine
        .config()
        .onChange(
            () -> {
              configure();
              return null;
            },
            GeneralOptions.SLOWLOG_LOG_SLOWER_THAN,
            GeneralOptions.SLOWLOG_MAX_LEN,
            GeneralOptions.LATENCY_MONITOR_THRESHOLD,
            GeneralOptions.LATENCY_TRACKING);
    configure();
  }

  private void configure() {
    Config config = engine.config();
    long slowMicros = config.number(GeneralOptions.SLOWLOG_LOG_SLOWER_THAN);
    long length = config.number(GeneralOptions.SLOWLOG_MAX_LEN);
    slowLog.maxEntries(length);
    slowNanos = slowMicros < 0 || length == 0 ? Long.MAX_VALUE : nanos(slowMicros, NANOS_PER_MICRO);
    long latencyMs = config.number(GeneralOptions.LATENCY_MONITOR_THRESHOLD);
    latency.thresholdMs(latencyMs);
    latencyNanos = latencyMs == 0 ? Long.MAX_VALUE : nanos(latencyMs, NANOS_PER_MS);
    tracking = config.isOn(GeneralOptions.LATENCY_TRACKING);
    decide();
  }

  private static long nanos(long value, long unit) {
    return value > Long.MAX_VALUE / unit ? Long.MAX_VALUE - 1 : value * unit;
  }

  private void decide() {
    interestingNanos = monitors.isEmpty() ? Math.min(slowNanos, latencyNanos) : Long.MIN_VALUE;
  }

  public Monitors monitors() {
    return monitors;
  }

  public SlowLog slowLog() {
    return slowLog;
  }

  public LatencyMonitor latency() {
    return latency;
  }

  /** Durations of all commands go into their histograms. */
  public boolean isTracking() {
    return tracking;
  }

  /** Whether {@link #ran} wants to hear of a command that took so long. */
  public boolean isInterested(long durationNanos) {
    return durationNanos >= interestingNanos;
  }

  /** A command waits for keys: watchers see it now, and not when it runs again. */
  public void waits(Call c) {
    show(c);
  }

  private void show(Call c) {
    if (!monitors.isEmpty()
        && !c.is(Flags.ADMIN | Flags.SKIP_MONITOR)
        && !engine.blocking().isRunningAgain(c.session())) {
      monitors.tell(c);
    }
  }

  /** A command ran; its words are still there. */
  public void ran(Call c, long durationNanos) {
    CommandRow row = c.row();
    show(c);
    took(row, durationNanos);
    if (durationNanos >= slowNanos && !row.is(Flags.SKIP_SLOWLOG)) {
      log(c.session(), c.original(), c.redacted(), durationNanos);
    }
  }

  /** A command has waited until now for time to pass (DEBUG SLEEP); that counts as running. */
  public void slept(ClientSession session, Argv words, long durationNanos) {
    Command command = engine.commands().find(words);
    if (command != null) {
      command.ran(durationNanos, tracking);
      took(command.row(), durationNanos);
    }
    if (durationNanos >= slowNanos) {
      log(session, words, 0, durationNanos);
    }
  }

  private void log(ClientSession session, Argv words, long redacted, long durationNanos) {
    long micros = durationNanos / NANOS_PER_MICRO;
    slowLog.add(session, words, redacted, engine.turn().wallMs(), micros);
  }

  private void took(CommandRow row, long durationNanos) {
    if (durationNanos >= latencyNanos) {
      latency.sample(
          row.is(Flags.FAST) ? "fast-command" : "command",
          durationNanos / NANOS_PER_MS,
          engine.turn().wallMs());
    }
  }

  /** Something that is no command took so long. */
  public void event(String event, long durationNanos) {
    if (durationNanos >= latencyNanos) {
      latency.sample(event, durationNanos / NANOS_PER_MS, engine.turn().wallMs());
    }
  }
}
