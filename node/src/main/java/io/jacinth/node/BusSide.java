package io.jacinth.node;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.engine.Engine;
import io.jacinth.node.bus.BusInput;
import io.jacinth.node.bus.BusMessages;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.Mailbox;
import io.jacinth.node.replication.Replication;
import org.jspecify.annotations.Nullable;

/**
 * What the engine loop says to the bus loop: words, messages, and at least every {@value
 * #REPORT_MS} ms where the engine stands. Outside cluster mode nobody listens.
 */
final class BusSide {
  private static final long REPORT_MS = 100;

  private final Loop loop;
  private @Nullable Mailbox<BusInput> bus;
  private BusMessages messages = new BusMessages();
  private long nextReportMonoMs;
  private boolean reportNow;
  private boolean cronPaused;

  BusSide(Loop loop) {
    this.loop = loop;
    nextReportMonoMs = loop.monoMs();
  }

  void connect(Mailbox<BusInput> mailbox, BusMessages flows) {
    bus = mailbox;
    messages = flows;
  }

  void submit(ClusterRequest request) {
    put(new BusInput.Word(request));
  }

  /** Drops the message if the bus loop does not keep up. */
  void publish(boolean sharded, byte[] channel, byte[] message) {
    if (bus != null && messages.toBus().tryAdd(channel.length + message.length)) {
      put(new BusInput.Publish(sharded, channel, message));
    }
  }

  /** The engine is about to carry an effect out. */
  void taken(EngineEffect effect) {
    if (effect instanceof EngineEffect.Published news) {
      messages.toEngine().taken(news.channel().length + news.message().length);
    }
  }

  void stop() {
    put(new BusInput.Stop());
  }

  // Reports

  /** Something changed that the core should not wait for. */
  void reportSoon() {
    reportNow = true;
  }

  void reportIfDue(Engine engine, Replication replication) {
    if (cronPaused != engine.housekeeping().isCronPaused()) {
      cronPaused = !cronPaused;
      put(new BusInput.PauseCron(cronPaused));
    }
    if (reportNow || engine.turn().monoMs() >= nextReportMonoMs) {
      report(engine, replication, null);
    }
  }

  /** Tells the core where the engine stands. */
  void report(Engine engine, Replication replication, EngineReport.@Nullable Ack ack) {
    reportNow = false;
    nextReportMonoMs = loop.monoMs() + REPORT_MS;
    put(
        new BusInput.Report(
            new EngineReport(
                loop.monoMs(),
                engine.replication().offset(),
                replication.isPrimaryLinkUp(),
                replication.lastPrimaryDataMonoMs(),
                engine.isLoading(),
                engine.replication().offset() == 0 && engine.keyspace().isEmpty(),
                ack)));
  }

  /** When the next report is due. */
  long nextDeadlineMonoMs() {
    return bus == null ? Long.MAX_VALUE : nextReportMonoMs;
  }

  private void put(BusInput input) {
    Mailbox<BusInput> to = bus;
    if (to != null) {
      to.put(input);
    }
  }
}
