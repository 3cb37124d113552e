package io.jacinth.engine.observe;

import io.jacinth.engine.Engine;
import io.jacinth.engine.config.GeneralOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** LATENCY DOCTOR: Redis's report, for the events this server has. */
final class LatencyDoctor {
  private static final String DISABLED =
      "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You"
          + " may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable"
          + " it. If we weren't in a deep space mission I'd suggest to take a look at"
          + " https://redis.io/topics/latency-monitor.\n";
  private static final String NOTHING =
      "Dave, no latency spike was observed during the lifetime of this Redis instance, not in the"
          + " slightest bit. I honestly think you ought to sit down calmly, take a stress pill, and"
          + " think things over.\n";
  private static final String NO_ADVICE =
      "\n"
          + "While there are latency events logged, I'm not able to suggest any easy fix. Please"
          + " use the Redis community to get some help, providing this report in your help"
          + " request.\n";

  /** In the order in which they are given. */
  private enum Advice {
    SLOWLOG_ENABLE,
    SLOWLOG_TUNE,
    SLOWLOG_INSPECT,
    SCHEDULER,
    HZ,
    LARGE_OBJECTS,
    MASS_EVICTION
  }

  private LatencyDoctor() {}

  static String report(Engine engine, LatencyMonitor monitor) {
    if (monitor.all().isEmpty()) {
      return monitor.thresholdMs() == 0 ? DISABLED : NOTHING;
    }
    StringBuilder out = new StringBuilder();
    out.append(
        "Dave, I have observed latency spikes in this Redis instance. You don't mind talking");
    out.append(" about it, do you Dave?\n\n");
    TreeSet<Advice> advices = new TreeSet<>();
    int number = 0;
    for (Map.Entry<String, LatencyMonitor.Series> entry : monitor.all().entrySet()) {
      out.append(++number).append(". ").append(entry.getKey()).append(": ");
      describe(out, entry.getValue(), engine.turn().wallMs() / 1000);
      advise(entry.getKey(), engine, monitor, advices);
    }
    if (advices.isEmpty()) {
      return out.append(NO_ADVICE).toString();
    }
    out.append("\nI have a few advices for you:\n\n");
    for (Advice advice : advices) {
      // It counts as an advice even where the cron runs often enough already.
      if (advice != Advice.HZ || engine.config().number(GeneralOptions.HZ) < 100) {
        out.append(text(advice, monitor.thresholdMs() * 1000));
      }
    }
    return out.toString();
  }

  private static void describe(StringBuilder out, LatencyMonitor.Series series, long nowSeconds) {
    List<LatencyMonitor.Sample> samples = series.samples();
    long sum = 0;
    for (LatencyMonitor.Sample sample : samples) {
      sum += sample.ms();
    }
    long average = sum / samples.size();
    long deviations = 0;
    for (LatencyMonitor.Sample sample : samples) {
      deviations += Math.abs(average - sample.ms());
    }
    long period = Math.max(1, nowSeconds - samples.getFirst().wallSeconds());
    out.append(samples.size()).append(" latency spikes (average ").append(average);
    out.append("ms, mean deviation ").append(deviations / samples.size());
    out.append(
        String.format(Locale.ROOT, "ms, period %.2f sec). ", (double) period / samples.size()));
    out.append("Worst all time event ").append(series.maxMs()).append("ms.\n");
  }

  private static void advise(
      String event, Engine engine, LatencyMonitor monitor, TreeSet<Advice> advices) {
    switch (event) {
      case "command" -> {
        long slowMicros = engine.config().number(GeneralOptions.SLOWLOG_LOG_SLOWER_THAN);
        if (slowMicros < 0 || engine.config().number(GeneralOptions.SLOWLOG_MAX_LEN) == 0) {
          advices.add(Advice.SLOWLOG_ENABLE);
        } else if (slowMicros / 1000 > monitor.thresholdMs()) {
          advices.add(Advice.SLOWLOG_TUNE);
        }
        advices.add(Advice.SLOWLOG_INSPECT);
        advices.add(Advice.LARGE_OBJECTS);
      }
      case "fast-command" -> advices.add(Advice.SCHEDULER);
      case "expire-cycle" -> {
        advices.add(Advice.HZ);
        advices.add(Advice.LARGE_OBJECTS);
      }
      case "eviction-del" -> advices.add(Advice.LARGE_OBJECTS);
      case "eviction-cycle" -> advices.add(Advice.MASS_EVICTION);
      default -> {}
    }
  }

  private static String text(Advice advice, long thresholdMicros) {
    return switch (advice) {
      case SLOWLOG_ENABLE ->
          "- There are latency issues with potentially slow commands you are using. Try to enable"
              + " the Slow Log Redis feature using the command 'CONFIG SET"
              + " slowlog-log-slower-than "
              + thresholdMicros
              + "'. If the Slow log is disabled Redis is not able to log slow commands execution"
              + " for you.\n";
      case SLOWLOG_TUNE ->
          "- Your current Slow Log configuration only logs events that are slower than your"
              + " configured latency monitor threshold. Please use 'CONFIG SET"
              + " slowlog-log-slower-than "
              + thresholdMicros
              + "'.\n";
      case SLOWLOG_INSPECT ->
          "- Check your Slow Log to understand what are the commands you are running which are too"
              + " slow to execute. Please check https://redis.io/commands/slowlog for more"
              + " information.\n";
      case SCHEDULER ->
          "- The system is slow to execute Redis code paths not containing system calls. This"
              + " usually means the system does not provide Redis CPU time to run for long periods."
              + " You should try to:\n"
              + "  1) Lower the system load.\n"
              + "  2) Use a computer / VM just for Redis if you are running other software in the"
              + " same system.\n"
              + "  3) Check if you have a \"noisy neighbour\" problem.\n"
              + "  4) Check with 'redis-cli --intrinsic-latency 100' what is the intrinsic latency"
              + " in your system.\n"
              + "  5) Check if the problem is allocator-related by recompiling Redis with"
              + " MALLOC=libc, if you are using Jemalloc. However this may create fragmentation"
              + " problems.\n";
      case HZ ->
          "- In order to make the Redis keys expiring process more incremental, try to set the 'hz'"
              + " configuration parameter to 100 using 'CONFIG SET hz 100'.\n";
      case LARGE_OBJECTS ->
          "- Deleting, expiring or evicting (because of maxmemory policy) large objects is a"
              + " blocking operation. If you have very large objects that are often deleted,"
              + " expired, or evicted, try to fragment those objects into multiple smaller"
              + " objects.\n";
      case MASS_EVICTION ->
          "- Sudden changes to the 'maxmemory' setting via 'CONFIG SET', or allocation of large"
              + " objects via sets or sorted sets intersections, STORE option of SORT, Redis"
              + " Cluster large keys migrations (RESTORE command), may create sudden memory"
              + " pressure forcing the server to block trying to evict keys. \n";
    };
  }
}
