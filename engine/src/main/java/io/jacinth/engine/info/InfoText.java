package io.jacinth.engine.info;

import io.jacinth.engine.Engine;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.LatencyHistogram;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.replication.ReplicationInfo;
import io.jacinth.resp.Numbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** INFO. */
public final class InfoText {
  private record Section(
      String name, String title, boolean byDefault, BiConsumer<Engine, StringBuilder> writer) {}

  private static final List<Section> SECTIONS =
      List.of(
          new Section("server", "Server", true, ServerSections::server),
          new Section("clients", "Clients", true, ServerSections::clients),
          new Section("memory", "Memory", true, MemorySection::write),
          new Section("persistence", "Persistence", true, PersistenceSection::write),
          new Section("stats", "Stats", true, StatsSection::write),
          new Section("replication", "Replication", true, InfoText::replication),
          new Section("cpu", "CPU", true, ServerSections::cpu),
          new Section("modules", "Modules", true, (engine, out) -> {}),
          new Section("commandstats", "Commandstats", false, InfoText::commandStats),
          new Section("errorstats", "Errorstats", true, InfoText::errorStats),
          new Section("latencystats", "Latencystats", false, InfoText::latencyStats),
          new Section("cluster", "Cluster", true, InfoText::cluster),
          new Section("keyspace", "Keyspace", true, InfoText::keyspace));

  private InfoText() {}

  /** The sections asked for; all that INFO shows unasked when the list is empty. */
  public static String of(Engine engine, List<String> wanted) {
    Collection<String> names = new TreeSet<>();
    boolean defaults = wanted.isEmpty();
    boolean everything = false;
    for (String word : wanted) {
      String name = word.toLowerCase(Locale.ROOT);
      defaults |= name.equals("default");
      everything |= name.equals("all") || name.equals("everything");
      names.add(name);
    }
    StringBuilder out = new StringBuilder(4096);
    for (Section section : SECTIONS) {
      if (names.contains(section.name()) || everything || (defaults && section.byDefault())) {
        out.append(out.isEmpty() ? "" : "\r\n").append("# ").append(section.title());
        out.append("\r\n");
        section.writer().accept(engine, out);
      }
    }
    return out.toString();
  }

  private static void replication(Engine engine, StringBuilder out) {
    ReplicationInfo.write(
        out,
        engine.replication(),
        new ReplicationInfo.Options(
            engine.config().intNumber(ReplicationOptions.REPLICA_PRIORITY),
            engine.config().isOn(ReplicationOptions.REPLICA_READ_ONLY),
            engine.config().isOn(ReplicationOptions.REPLICA_ANNOUNCED),
            engine.config().intNumber(ReplicationOptions.MIN_REPLICAS_TO_WRITE),
            engine.config().intNumber(ReplicationOptions.MIN_REPLICAS_MAX_LAG)),
        engine.turn().monoMs());
  }

  private static void commandStats(Engine engine, StringBuilder out) {
    List<Command> all = new ArrayList<>(engine.commands().everything());
    all.sort((a, b) -> a.name().compareTo(b.name()));
    for (Command command : all) {
      if (command.calls() == 0 && command.rejectedCalls() == 0 && command.failedCalls() == 0) {
        continue;
      }
      double perCall = command.calls() == 0 ? 0 : (double) command.nanos() / 1000 / command.calls();
      out.append("cmdstat_").append(command.name());
      out.append(":calls=").append(command.calls());
      out.append(",usec=").append(command.nanos() / 1000);
      out.append(",usec_per_call=").append(Fixed.text(perCall, 2));
      out.append(",rejected_calls=").append(command.rejectedCalls());
      out.append(",failed_calls=").append(command.failedCalls()).append("\r\n");
    }
  }

  private static void errorStats(Engine engine, StringBuilder out) {
    engine
        .errors()
        .byCode()
        .forEach((code, count) ->
            out.append("errorstat_").append(code).append(":count=").append(count).append("\r\n"));
  }

  private static void latencyStats(Engine engine, StringBuilder out) {
    List<String> percentiles =
        engine.config().words(GeneralOptions.LATENCY_TRACKING_INFO_PERCENTILES);
    for (Command command : engine.commands().everything()) {
      LatencyHistogram histogram = command.latency();
      if (histogram == null || percentiles.isEmpty()) {
        continue;
      }
      out.append("latency_percentiles_usec_").append(command.name());
      char separator = ':';
      for (String percentile : percentiles) {
        double micros = histogram.atPercentile(Double.parseDouble(percentile)) / 1000.0;
        out.append(separator)
            .append('p')
            .append(Numbers.formatDouble(Double.parseDouble(percentile)));
        out.append('=').append(Fixed.text(micros, 3));
        separator = ',';
      }
      out.append("\r\n");
    }
  }

  private static void cluster(Engine engine, StringBuilder out) {
    new Fields(out).put("cluster_enabled", engine.isCluster());
  }

  private static void keyspace(Engine engine, StringBuilder out) {
    for (int i = 0; i < engine.keyspace().databaseCount(); i++) {
      Database db = engine.keyspace().database(i);
      if (db.keyCount() > 0) {
        out.append("db").append(i).append(":keys=").append(db.keyCount());
        out.append(",expires=").append(db.expireCount());
        out.append(",avg_ttl=").append(db.averageTtlMs(engine.turn().wallMs()));
        out.append("\r\n");
      }
    }
  }

  /** The policy's word; here so that the memory section has no other need of the options. */
  static String policy(Engine engine) {
    return engine.config().choice(MemoryOptions.MAXMEMORY_POLICY);
  }
}
