package io.jacinth.node.bus;

import io.jacinth.cluster.ClusterCore;
import io.jacinth.cluster.ClusterEffects;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.LoopTask;
import io.jacinth.node.env.Mailbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drives the cluster core: brings it links, packets, words, reports and time, carries out its
 * effects, and renews the write lease it grants.
 *
 * <p>Effects are drained after every batch of events, before the loop waits. A nodes.conf image is
 * written twice, the copy first: whoever finds the file spoilt finds a copy that is no older.
 */
public final class BusDriver implements LoopTask, ClusterEffects {
  private static final long CRON_MS = 100;
  private static final int MIN_CONNECT_TIMEOUT_MS = 1000;

  private final Loop loop;
  private final Files files;
  private final System.Logger log;
  private final ClusterCore core;
  private final WriteLease lease;
  private final String confName;
  private final String bindAddress;
  private final Mailbox<EngineEffect> engine;
  private final BusMessages messages;
  private final Map<Integer, BusLink> links = new HashMap<>();
  private final List<BusLink> withOutput = new ArrayList<>();
  private int lastAccepted;
  private int connectTimeoutMs;
  private long linkSendLimitBytes;
  private long nextCronMonoMs;
  private boolean stopped;

  /** DEBUG PAUSE-CRON: links and messages work on, but nothing happens of itself. */
  private boolean cronPaused;

  /** Where the driver's things are. */
  public record Surroundings(
      Loop loop,
      Files files,
      System.Logger log,
      WriteLease lease,
      Mailbox<EngineEffect> engine,
      BusMessages messages,
      String confName,
      String bindAddress) {}

  public BusDriver(
      Surroundings around, ClusterCore core, int nodeTimeoutMs, long linkSendLimitBytes) {
    this.loop = around.loop();
    this.files = around.files();
    this.log = around.log();
    this.lease = around.lease();
    this.engine = around.engine();
    this.messages = around.messages();
    this.confName = around.confName();
    this.bindAddress = around.bindAddress();
    this.core = core;
    this.connectTimeoutMs = Math.max(MIN_CONNECT_TIMEOUT_MS, nodeTimeoutMs);
    this.linkSendLimitBytes = linkSendLimitBytes;
    this.nextCronMonoMs = loop.monoMs();
  }

  /** A message of the engine loop. */
  public void onInput(BusInput input) {
    if (stopped) {
      return;
    }
    tick();
    switch (input) {
      case BusInput.Word word -> core.onRequest(word.request(), loop.monoMs());
      case BusInput.Publish publish -> publish(publish);
      case BusInput.Report report -> core.onEngine(report.report(), loop.monoMs());
      case BusInput.Settings settings -> {
        connectTimeoutMs = Math.max(MIN_CONNECT_TIMEOUT_MS, settings.settings().nodeTimeoutMs());
        linkSendLimitBytes = settings.linkSendLimitBytes();
        core.onSettings(settings.settings(), loop.monoMs());
      }
      case BusInput.PauseCron(boolean paused) -> cronPaused = paused;
      case BusInput.Stop() -> stop();
    }
    settle();
  }

  private void publish(BusInput.Publish publish) {
    messages.toBus().taken(publish.channel().length + publish.message().length);
    core.onPublish(publish.sharded(), publish.channel(), publish.message(), loop.monoMs());
  }

  private void stop() {
    stopped = true;
    lease.publish(Long.MIN_VALUE);
    for (BusLink link : List.copyOf(links.values())) {
      link.close();
    }
    links.clear();
    loop.stop();
  }

  /** The handler of a peer's connection. */
  public ConnectionHandler accept(Connection connection) {
    BusLink link = new BusLink(this, --lastAccepted);
    link.accepted(connection);
    if (stopped) {
      link.close();
      return link;
    }
    links.put(link.number(), link);
    tick();
    core.onAccepted(
        link.number(),
        BusLink.ipOf(connection.remoteAddress()),
        BusLink.ipOf(connection.localAddress()),
        loop.monoMs());
    settle();
    return link;
  }

  @Override
  public long turn() {
    if (stopped) {
      return Long.MAX_VALUE;
    }
    tick();
    long now = loop.monoMs();
    if (cronPaused) {
      settle();
      return now + CRON_MS;
    }
    if (now >= nextCronMonoMs) {
      nextCronMonoMs = now + CRON_MS;
      core.onCron(now);
      closeOverfullLinks(now);
    } else if (now >= core.nextDeadlineMonoMs()) {
      core.onCron(now);
    }
    settle();
    // Never in the past: a deadline the core does not move must not make the loop spin.
    return Math.max(now + 1, Math.min(nextCronMonoMs, core.nextDeadlineMonoMs()));
  }

  /** Redis closes links whose output grows beyond the limit; the core dials again. */
  private void closeOverfullLinks(long now) {
    if (linkSendLimitBytes == 0) {
      return;
    }
    for (BusLink link : List.copyOf(links.values())) {
      if (link.unsentBytes() > linkSendLimitBytes) {
        log.log(
            System.Logger.Level.WARNING,
            "Freeing cluster link, its output exceeds the limit of " + linkSendLimitBytes);
        drop(link, "output limit", now);
      }
    }
  }

  private void drop(BusLink link, String cause, long now) {
    links.remove(link.number());
    link.close();
    core.onLinkDown(link.number(), cause, now);
  }

  private void tick() {
    core.setWallMs(loop.wallMs());
  }

  /** Carries effects out until there are none, then lets the queued packets go. */
  private void settle() {
    core.drain(this);
    lease.publish(core.writeLeaseUntilMonoMs());
    for (int i = 0; i < withOutput.size(); i++) {
      withOutput.get(i).push();
    }
    withOutput.clear();
  }

  // What links tell

  void linkUp(BusLink link, String localIp) {
    tick();
    core.onLinkUp(link.number(), localIp, loop.monoMs());
    settle();
  }

  void linkDown(BusLink link, String cause) {
    if (links.remove(link.number()) == null) {
      return;
    }
    tick();
    core.onLinkDown(link.number(), cause, loop.monoMs());
    settle();
  }

  void received(BusLink link, BusMessage message) {
    tick();
    core.onMessage(link.number(), message, loop.monoMs());
    settle();
  }

  void refused(BusLink link, String reason) {
    log.log(
        System.Logger.Level.WARNING, "Bad packet on the cluster bus, closing the link: " + reason);
    tick();
    drop(link, reason, loop.monoMs());
    settle();
  }

  void hasOutput(BusLink link) {
    withOutput.add(link);
  }

  // What the core wants

  @Override
  public void persist(long seq, byte[] nodesConf) {
    files.replace(loop, confName + NodesConf.LAST_GOOD_NAME, nodesConf, failure -> {});
    files.replace(
        loop,
        confName,
        nodesConf,
        failure -> {
          if (stopped) {
            return;
          }
          tick();
          if (failure == null) {
            core.onPersisted(seq, loop.monoMs());
          } else {
            log.log(
                System.Logger.Level.WARNING,
                "Could not write the cluster config file "
                    + confName
                    + ": "
                    + failure.getMessage());
            core.onPersistFailed(seq, loop.monoMs());
          }
          settle();
        });
  }

  @Override
  public void connect(int link, String host, int busPort) {
    BusLink made = new BusLink(this, link);
    links.put(link, made);
    loop.connect(host, busPort, bindAddress, connectTimeoutMs, made);
  }

  @Override
  public void send(int link, BusMessage message) {
    BusLink target = links.get(link);
    if (target != null) {
      target.send(message);
    }
  }

  @Override
  public void close(int link) {
    BusLink target = links.remove(link);
    if (target != null) {
      target.close();
    }
  }

  @Override
  public void engine(EngineEffect effect) {
    if (effect instanceof EngineEffect.Published news
        && !messages.toEngine().tryAdd(news.channel().length + news.message().length)) {
      return;
    }
    engine.put(effect);
  }
}
