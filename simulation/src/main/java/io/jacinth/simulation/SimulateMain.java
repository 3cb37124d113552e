package io.jacinth.simulation;

import io.jacinth.simulation.check.LossRule;
import io.jacinth.simulation.fault.FaultKind;
import io.jacinth.simulation.host.NodeProgram;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs many seeds, or one with all its lines.
 *
 * <pre>
 * --seeds 20000 --from 1 --nodes 6-12 --seconds 20 --minutes 60 --threads 2
 * --seed 42 --verbose
 * --seeds 5 --hashes
 * </pre>
 */
public final class SimulateMain {
  private final PrintStream out;
  private long from = 1;
  private long seeds = 1000;
  private int minNodes = 6;
  private int maxNodes = 12;
  private double chaosSeconds = 20;
  private long minutes = 60;
  private int threads = Runtime.getRuntime().availableProcessors();
  private boolean verbose;
  private boolean hashes;

  private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
  private final Map<LossRule.Cause, Long> causes = new EnumMap<>(LossRule.Cause.class);
  private final Map<Scenario.Profile, Long> perProfile = new EnumMap<>(Scenario.Profile.class);
  private long runs;
  private long failures;
  private long events;
  private long acked;
  private long lost;
  private long overlaps;
  private long failovers;
  private long slowestNs;

  private SimulateMain(PrintStream out) {
    this.out = out;
  }

  /** Exit status 0 when every seed held. */
  public static void main(String[] args) throws InterruptedException {
    SimulateMain main = new SimulateMain(System.out);
    if (!main.parse(args)) {
      System.exit(2);
    }
    System.exit(main.run() ? 0 : 1);
  }

  private boolean parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String name = args[i];
      if (name.equals("--verbose")) {
        verbose = true;
        continue;
      }
      if (name.equals("--hashes")) {
        hashes = true;
        continue;
      }
      if (i + 1 >= args.length) {
        out.println("missing value after " + name);
        return false;
      }
      String value = args[++i];
      switch (name) {
        case "--seed" -> {
          from = Long.parseLong(value);
          seeds = 1;
        }
        case "--seeds" -> seeds = Long.parseLong(value);
        case "--from" -> from = Long.parseLong(value);
        case "--minutes" -> minutes = Long.parseLong(value);
        case "--seconds" -> chaosSeconds = Double.parseDouble(value);
        case "--threads" -> threads = Integer.parseInt(value);
        case "--nodes" -> {
          String[] range = value.split("-");
          minNodes = Integer.parseInt(range[0]);
          maxNodes = Integer.parseInt(range[range.length - 1]);
        }
        default -> {
          out.println("unknown option " + name);
          return false;
        }
      }
    }
    return true;
  }

  private boolean run() throws InterruptedException {
    long startNs = System.nanoTime();
    long deadlineNs = startNs + TimeUnit.MINUTES.toNanos(minutes);
    AtomicLong next = new AtomicLong(from);
    int workers = seeds == 1 ? 1 : threads;
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      for (int i = 0; i < workers; i++) {
        pool.execute(() -> work(next, deadlineNs));
      }
    }
    summary((System.nanoTime() - startNs) / 1e9);
    return failures == 0;
  }

  private void work(AtomicLong next, long deadlineNs) {
    while (System.nanoTime() < deadlineNs) {
      long seed = next.getAndIncrement();
      if (seed >= from + seeds) {
        return;
      }
      Scenario scenario = Scenario.draw(seed, minNodes, maxNodes, chaosSeconds);
      PrintStream echo = verbose ? out : null;
      RunResult result =
          new Run(scenario, echo, NodeProgram.factory(scenario.timeoutMs())).execute();
      record(result);
    }
  }

  private synchronized void record(RunResult result) {
    runs++;
    events += result.events();
    acked += result.acked();
    lost += result.lost();
    overlaps += result.overlaps();
    failovers += result.elections() - result.scenario().primaries();
    slowestNs = Math.max(slowestNs, result.convergedNs());
    result.lossCauses().forEach((cause, count) -> causes.merge(cause, (long) count, Long::sum));
    perProfile.merge(result.scenario().profile(), 1L, Long::sum);
    result.faults().forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
    if (hashes) {
      out.printf(Locale.ROOT, "hash %d %016x%n", result.scenario().seed(), result.hash());
    }
    Throwable failure = result.failure();
    if (failure != null) {
      failures++;
      report(result, failure);
    }
    if (runs % 500 == 0) {
      summary(0);
    }
  }

  private void report(RunResult result, Throwable failure) {
    out.println("FAILED " + result.describe(verbose ? 0 : seeds < 50 ? 80 : 0));
    if (verbose) {
      failure.printStackTrace(out);
    }
  }

  private void summary(double seconds) {
    out.printf(
        Locale.ROOT,
        "%d runs, %d failed, %d events, %d failovers, %d writes acknowledged, %d of them lost,"
            + " %d writes of replaced primaries, slowest convergence %d ms%s%n",
        runs,
        failures,
        events,
        failovers,
        acked,
        lost,
        overlaps,
        slowestNs / 1_000_000,
        seconds == 0 ? "" : String.format(Locale.ROOT, ", %.1f s", seconds));
    if (seconds > 0) {
      out.println("profiles: " + perProfile + ", lost writes by cause: " + causes);
      out.println("faults seen: " + faults);
    }
  }
}
