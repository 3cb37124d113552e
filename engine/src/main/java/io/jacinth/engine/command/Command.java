package io.jacinth.engine.command;

import io.jacinth.resp.Argv;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row in one engine's table: with its subcommands and its statistics. */
public final class Command {
  private final CommandRow row;
  private final Handler handler;
  private final int index;
  private final List<Command> subcommands = new ArrayList<>();
  private long calls;
  private long nanos;
  private long rejected;
  private long failed;
  private @Nullable LatencyHistogram latency;

  Command(CommandRow row, int index) {
    this.row = row;
    this.index = index;
    Handler own = row.handler();
    this.handler = own != null ? own : c -> c.error("ERR unknown subcommand");
  }

  public CommandRow row() {
    return row;
  }

  /** Its place in {@link CommandTable#everything}. */
  public int index() {
    return index;
  }

  public String name() {
    return row.name();
  }

  public Handler handler() {
    return handler;
  }

  public boolean isContainer() {
    return row.handler() == null;
  }

  public boolean is(int flag) {
    return row.is(flag);
  }

  public List<Command> subcommands() {
    return Collections.unmodifiableList(subcommands);
  }

  void add(Command sub) {
    subcommands.add(sub);
  }

  /** The subcommand that word {@code i} names, or null. */
  public @Nullable Command subcommand(Argv argv, int i) {
    for (int k = 0; k < subcommands.size(); k++) {
      Command sub = subcommands.get(k);
      if (argv.is(i, sub.row.shortName())) {
        return sub;
      }
    }
    return null;
  }

  // ---- statistics

  /**
   * @param tracked the duration goes into the histogram
   */
  public void ran(long durationNanos, boolean tracked) {
    calls++;
    nanos += durationNanos;
    if (tracked) {
      LatencyHistogram histogram = latency;
      if (histogram == null) {
        histogram = new LatencyHistogram();
        latency = histogram;
      }
      histogram.record(durationNanos);
    }
  }

  /** How long the calls took, null when none was tracked. */
  public @Nullable LatencyHistogram latency() {
    return latency;
  }

  public void rejected() {
    rejected++;
  }

  public void failed() {
    failed++;
  }

  public void resetStatistics() {
    calls = 0;
    nanos = 0;
    rejected = 0;
    failed = 0;
    latency = null;
  }

  public long calls() {
    return calls;
  }

  public long nanos() {
    return nanos;
  }

  public long rejectedCalls() {
    return rejected;
  }

  public long failedCalls() {
    return failed;
  }
}
