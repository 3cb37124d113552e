package io.jacinth.cluster;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.conf.CorruptNodesConfException;
import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.cluster.view.ClusterView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One core with its disk, its links and a small engine that does what it is told. */
final class HarnessNode implements ClusterEffects {
  final ClusterHarness world;
  final int index;
  final int port;
  final TestLog log = new TestLog();
  ClusterSettings settings;
  ClusterCore core;
  boolean alive;
  int life;
  byte[] disk;
  byte[] toBeWritten;
  long toBeWrittenSeq;
  final Map<Integer, HarnessWire> links = new HashMap<>();
  int nextAccepted;

  // the engine
  boolean enginePrimary;
  String following = "";
  long offset;
  long lastPrimaryData = EngineReport.NEVER;
  boolean paused;
  EngineReport.Ack ack;
  boolean frozenEngine;
  ClusterView view;
  ClusterView validatedView;
  final List<Answer> answers = new ArrayList<>();
  final List<EngineEffect> effects = new ArrayList<>();
  private long nextRequest;

  // across lives: what must never go back
  long persistedEpoch;
  final Map<Long, String> votesByEpoch = new HashMap<>();

  HarnessNode(ClusterHarness world, int index, ClusterSettings settings) {
    this.world = world;
    this.index = index;
    this.port = settings.port();
    this.settings = settings;
  }

  void start() {
    NodesConf conf = null;
    try {
      conf = disk == null ? null : NodesConf.decode(disk);
    } catch (CorruptNodesConfException e) {
      throw new AssertionError(
          "our own nodes.conf: " + new String(disk, StandardCharsets.ISO_8859_1), e);
    }
    life++;
    alive = true;
    links.clear();
    enginePrimary = true;
    following = "";
    paused = false;
    ack = null;
    view = null;
    lastPrimaryData = EngineReport.NEVER;
    Random random = new Random(world.random.nextLong());
    core = new ClusterCore(settings, conf, random, log, world.wallMs(), world.now);
    if (core.facts().currentEpoch() < persistedEpoch) {
      throw new AssertionError("currentEpoch went back across a restart");
    }
    drain();
    cronLater(life);
  }

  private void cronLater(int inLife) {
    world.after(
        100,
        () -> {
          if (alive && life == inLife) {
            engineTick();
            step(() -> core.onCron(world.now));
            cronLater(inLife);
          }
        });
    long due = core.nextDeadlineMonoMs();
    if (due > world.now && due < world.now + 100) {
      world.after(
          due - world.now,
          () -> {
            if (alive && life == inLife) {
              step(() -> core.onCron(world.now));
            }
          });
    }
  }

  void engineTick() {
    if (frozenEngine) {
      return;
    }
    if (enginePrimary) {
      offset += paused || view == null || !view.isOk() ? 0 : 10;
    } else {
      HarnessNode primary = world.byId(following);
      if (primary != null && primary.givesCopies() && !world.cut(index, primary.index)) {
        offset = primary.offset;
        lastPrimaryData = world.now;
      }
    }
    report();
  }

  private boolean givesCopies() {
    return alive && view != null && !view.withholdsData();
  }

  private void report() {
    boolean up = !enginePrimary && lastPrimaryData == world.now;
    EngineReport r =
        new EngineReport(world.now, offset, up, lastPrimaryData, false, offset == 0, ack);
    step(() -> core.onEngine(r, world.now));
  }

  void kill() {
    alive = false;
    if (toBeWritten != null && world.random.nextBoolean()) {
      disk = toBeWritten; // it had reached the platter, only the answer did not come
    }
    toBeWritten = null;
    for (HarnessWire wire : List.copyOf(links.values())) {
      wire.breakAt(this, "Connection reset by peer");
    }
    links.clear();
  }

  /**
   * The disk said yes to what it did not keep: it shows an earlier nodes.conf at the next start.
   */
  void loseWritesSince(byte[] earlier) {
    disk = earlier;
    persistedEpoch = 0;
  }

  void step(Runnable event) {
    core.setWallMs(world.wallMs());
    event.run();
    drain();
    world.afterEvent(this);
  }

  private void drain() {
    core.drain(this);
  }

  /** True if a client's write to this slot would be acknowledged now. */
  boolean accepts(int slot) {
    return alive
        && enginePrimary
        && !paused
        && !frozenEngine
        && view != null
        && view.isOk()
        && view.ownerIndex(slot) == view.myIndex()
        && world.now < core.writeLeaseUntilMonoMs();
  }

  Answer ask(String... words) {
    List<byte[]> args = new ArrayList<>();
    for (String word : words) {
      args.add(word.getBytes(StandardCharsets.ISO_8859_1));
    }
    int before = answers.size();
    ClusterRequest request =
        new ClusterRequest(++nextRequest, args, new ClusterRequest.Facts(true, 0, false));
    step(() -> core.onRequest(request, world.now));
    for (int i = 0; i < 1000 && answers.size() == before; i++) {
      world.run(10);
    }
    if (answers.size() == before) {
      throw new AssertionError("no answer to " + String.join(" ", words));
    }
    return answers.getLast();
  }

  String text(String... words) {
    return switch (ask(words)) {
      case Answer.Status status -> status.text();
      case Answer.Error error -> error.text();
      case Answer.Verbatim verbatim -> verbatim.text();
      case Answer.Bulk bulk -> bulk.text();
      case Answer.Int number -> Long.toString(number.value());
      case Answer other -> other.toString();
    };
  }

  String id() {
    return core.myId();
  }

  @Override
  public void persist(long seq, byte[] nodesConf) {
    if (toBeWritten != null) {
      throw new AssertionError("two images in flight");
    }
    toBeWritten = nodesConf;
    toBeWrittenSeq = seq;
    int inLife = life;
    world.after(
        world.diskDelayMs(),
        () -> {
          if (!alive || life != inLife) {
            return;
          }
          byte[] written = toBeWritten;
          toBeWritten = null;
          if (world.diskFails()) {
            step(() -> core.onPersistFailed(seq, world.now));
          } else {
            disk = written;
            try {
              NodesConf conf = NodesConf.decode(written);
              if (!conf.toText().equals(new String(written, StandardCharsets.ISO_8859_1))) {
                throw new AssertionError("nodes.conf is not the same after reading");
              }
              persistedEpoch = Math.max(persistedEpoch, conf.currentEpoch());
            } catch (CorruptNodesConfException e) {
              throw new AssertionError(e);
            }
            step(() -> core.onPersisted(seq, world.now));
          }
        });
  }

  @Override
  public void connect(int link, String host, int busPort) {
    world.connect(this, link, busPort);
  }

  @Override
  public void send(int link, BusMessage message) {
    if (message instanceof BusMessage.AuthAck ack1) {
      world.onVote(this, ack1.header().currentEpoch(), link);
    }
    HarnessWire wire = links.get(link);
    if (wire != null) {
      wire.send(this, message);
    }
  }

  @Override
  public void close(int link) {
    HarnessWire wire = links.remove(link);
    if (wire != null) {
      wire.breakAt(this, "");
    }
  }

  @Override
  public void engine(EngineEffect effect) {
    effects.add(effect);
    switch (effect) {
      case EngineEffect.AdoptView adopt -> view = adopt.view();
      case EngineEffect.Reply reply -> answers.add(reply.answer());
      case EngineEffect.Promote promote ->
          acknowledge(promote.generation(), () -> enginePrimary = true);
      case EngineEffect.Follow follow -> {
        enginePrimary = false;
        following = follow.primaryId();
        acknowledge(follow.generation(), () -> {});
      }
      case EngineEffect.StandAlone alone -> {
        enginePrimary = true;
        acknowledge(alone.generation(), () -> {});
      }
      case EngineEffect.PauseWrites pause -> acknowledge(pause.generation(), () -> paused = true);
      case EngineEffect.ResumeWrites resume -> paused = false;
      case EngineEffect.DropSlotKeys drop -> {}
      case EngineEffect.Published news -> {}
    }
  }

  private void acknowledge(long generation, Runnable change) {
    int inLife = life;
    world.after(
        1 + world.random.nextInt(20),
        () -> {
          if (alive && life == inLife && !frozenEngine) {
            change.run();
            ack = new EngineReport.Ack(generation, offset);
            report();
          }
        });
  }
}
