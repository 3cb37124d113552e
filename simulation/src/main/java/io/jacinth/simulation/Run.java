package io.jacinth.simulation;

import io.jacinth.simulation.check.LeaseCheck;
import io.jacinth.simulation.check.LossRule;
import io.jacinth.simulation.check.WireCheck;
import io.jacinth.simulation.fault.Faults;
import io.jacinth.simulation.host.Blueprint;
import io.jacinth.simulation.host.Fleet;
import io.jacinth.simulation.host.Formation;
import io.jacinth.simulation.host.Program;
import io.jacinth.simulation.host.SimNode;
import io.jacinth.simulation.workload.Addresses;
import io.jacinth.simulation.workload.Client;
import io.jacinth.simulation.workload.KeyHistory;
import io.jacinth.simulation.workload.Loss;
import io.jacinth.simulation.world.EventQueue;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.Randoms;
import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.Trace;
import io.jacinth.simulation.world.World;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run: form a cluster, write to it while faults happen, heal, then demand that everything is in
 * order again. Single-threaded and without static state.
 */
public final class Run {
  private static final long MILLI_NS = 1_000_000;
  private static final long MAX_EVENTS = 20_000_000;
  private static final long LOOK_EVERY_NS = 20 * MILLI_NS;

  private final Scenario scenario;
  private final Trace trace;
  private final World world;
  private final List<Machine> machines = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final Blueprint blueprint;
  private final WireCheck wire;
  private final LeaseCheck lease;
  private final Fleet fleet;
  private final Faults faults;
  private final LossRule lossRule;
  private long convergedNs;

  public Run(Scenario scenario, @Nullable PrintStream echo, Program.Factory factory) {
    this.scenario = scenario;
    this.trace = new Trace(echo);
    Randoms randoms = new Randoms(scenario.seed());
    this.world = new World(randoms, scenario.tuning(), trace);
    RandomGenerator random = randoms.of("run");
    for (int i = 0; i < scenario.nodes(); i++) {
      String ip = "10.0." + i / 250 + "." + (i % 250 + 1);
      machines.add(world.addMachine("n" + i, ip, random.nextInt(401) - 200));
    }
    List<Machine> clientMachines = new ArrayList<>();
    for (int i = 0; i < scenario.clients(); i++) {
      clientMachines.add(world.addMachine("c" + i, "10.1.0." + (i + 1), 0));
    }
    this.wire = new WireCheck(world, machines, SimNode.BUS_PORT);
    this.blueprint = new Blueprint(machines, scenario.primaries(), randoms.of("blueprint"));
    this.lease =
        new LeaseCheck(wire, scenario.primaries(), blueprint::shardOf, scenario.timeoutMs());
    this.fleet = new Fleet(world, machines, clientMachines, wire, factory);
    this.lossRule = new LossRule(fleet.incidents(), scenario.timeoutMs());
    this.faults = new Faults(world, fleet, scenario.mix());
    Addresses addresses = new Addresses(machines, SimNode.PORT);
    for (Machine machine : clientMachines) {
      clients.add(
          new Client(
              world,
              machine,
              addresses,
              10,
              scenario.thinkNs(),
              2L * scenario.timeoutMs() * MILLI_NS,
              losses,
              lease));
    }
  }

  public World world() {
    return world;
  }

  public Fleet fleet() {
    return fleet;
  }

  public Faults faults() {
    return faults;
  }

  /** Runs to the end; what went wrong is in the result. */
  public RunResult execute() {
    Throwable failure = null;
    try {
      form();
      chaos();
      heal();
      if (!isOrphaned()) {
        verify();
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      for (SimNode node : fleet.hosts()) {
        node.discard();
      }
    }
    return result(failure);
  }

  private RunResult result(@Nullable Throwable failure) {
    long acked = 0;
    long reads = 0;
    for (Client client : clients) {
      acked += client.acked();
      reads += client.reads();
    }
    return new RunResult(
        scenario,
        failure,
        trace.hash(),
        world.queue().executed(),
        faults.seen(),
        acked,
        reads,
        losses.size(),
        lostOutsideBound(),
        lossCauses(),
        lease.overlaps(),
        convergedNs,
        wire.elections(),
        failure == null ? "" : trace.tail(80));
  }

  // ---- phases

  /** Every node up, and a cluster that serves. */
  public void form() {
    if (!scenario.meet()) {
      blueprint.install();
    }
    RandomGenerator random = world.randoms().of("start");
    for (int i = 0; i < scenario.nodes(); i++) {
      int node = i;
      world.queue().after(random.nextLong(300 * MILLI_NS), () -> fleet.restart(node));
    }
    BooleanSupplier formed = fleet::isCalm;
    if (scenario.meet()) {
      Formation formation = new Formation(world, fleet, blueprint, scenario.primaries());
      world.queue().after(400 * MILLI_NS, formation::begin);
      formed = () -> formation.isDone() && fleet.isCalm();
    }
    until("the cluster forms", 20L * scenario.timeoutMs() * MILLI_NS + 20_000 * MILLI_NS, formed);
    world.say("formed");
  }

  private void chaos() {
    for (Client client : clients) {
      client.start();
    }
    long endNs = world.nowNs() + scenario.chaosNs();
    world.queue().after(scenario.timeoutMs() * MILLI_NS, faults::start);
    runUntil(endNs);
    if (scenario.mix().calmBetween()) {
      // A dead primary that came back early, without data, would not be "one fault at a time".
      faults.stop();
      until("the last fault ends", 2 * scenario.mix().longestNs(), faults::isQuiet);
    }
  }

  private void heal() {
    faults.stopAndHeal();
    runUntil(fleet.disksBusyUntilNs()); // a write that a slow disk has begun stays slow
    world.say("healed");
    long healedNs = world.nowNs();
    // A primary that came back without data waits up to four timeouts and two seconds for a
    // replica.
    long withinNs = (10L * scenario.timeoutMs() + 2000) * MILLI_NS;
    if (!reached(withinNs, () -> fleet.unrest().isEmpty()) && !isOrphaned()) {
      throw late("healing", withinNs);
    }
    convergedNs = world.nowNs() - healedNs;
    world.say("calm after " + convergedNs / MILLI_NS + " ms");
  }

  /**
   * A disk that lies can forget that its node was elected: it comes back as a replica of the one
   * that now follows it, and nobody owns the slots. Only an operator can tell who has the data.
   */
  private boolean isOrphaned() {
    return !wire.isHonest() && fleet.unrest().contains("is not assigned to any node");
  }

  private void verify() {
    runUntil(world.nowNs() + scenario.timeoutMs() * MILLI_NS / 2);
    for (Client client : clients) {
      client.stop();
    }
    runUntil(world.nowNs() + 3L * scenario.timeoutMs() * MILLI_NS);
    String unrest = fleet.unrest();
    if (!unrest.isEmpty()) {
      throw new SimFailure("unrest without faults: " + unrest);
    }
    until("data agrees", 5_000 * MILLI_NS, () -> fleet.difference().isEmpty());
    readEverything();
    for (SimNode node : fleet.hosts()) {
      node.program().validate();
    }
    long outside = lostOutsideBound();
    if (outside > 0) {
      throw new SimFailure(
          outside + " acknowledged writes lost outside the bound, first: " + firstOutside());
    }
  }

  private void readEverything() {
    int[] open = {0};
    for (Client client : clients) {
      open[0] += client.keys().size();
      readFrom(client, 0, open);
    }
    until("all keys are read", 30_000 * MILLI_NS, () -> open[0] == 0);
  }

  private void readFrom(Client client, int index, int[] open) {
    List<KeyHistory> keys = client.keys();
    if (index < keys.size()) {
      client.readPrimary(
          keys.get(index),
          () -> {
            open[0]--;
            readFrom(client, index + 1, open);
          });
    }
  }

  // ---- losses

  private long lostOutsideBound() {
    return losses.stream().filter(this::isOutside).count();
  }

  private Loss firstOutside() {
    return losses.stream().filter(this::isOutside).findFirst().orElseThrow();
  }

  /** Nothing of the profile excuses that this write is gone. */
  private boolean isOutside(Loss loss) {
    return switch (scenario.profile()) {
      case SWARM -> lossRule.cause(loss) == LossRule.Cause.NOTHING;
      case CRASH -> true;
      case CUT -> !lossRule.isWithinLease(loss);
    };
  }

  private Map<LossRule.Cause, Integer> lossCauses() {
    Map<LossRule.Cause, Integer> causes = new EnumMap<>(LossRule.Cause.class);
    for (Loss loss : losses) {
      causes.merge(lossRule.cause(loss), 1, Integer::sum);
    }
    return causes;
  }

  // ---- time

  private void runUntil(long endNs) {
    EventQueue queue = world.queue();
    while (queue.runNext(endNs)) {
      if (queue.executed() > MAX_EVENTS) {
        throw new SimFailure("more than " + MAX_EVENTS + " events");
      }
    }
  }

  private void until(String what, long withinNs, BooleanSupplier done) {
    if (!reached(withinNs, done)) {
      throw late(what, withinNs);
    }
  }

  private boolean reached(long withinNs, BooleanSupplier done) {
    long limitNs = world.nowNs() + withinNs;
    while (!done.getAsBoolean()) {
      if (world.nowNs() >= limitNs) {
        return false;
      }
      runUntil(Math.min(limitNs, world.nowNs() + LOOK_EVERY_NS));
    }
    return true;
  }

  private SimFailure late(String what, long withinNs) {
    String unrest = fleet.unrest();
    return new SimFailure(
        "%s: not within %d ms: %s"
            .formatted(what, withinNs / MILLI_NS, unrest.isEmpty() ? fleet.difference() : unrest));
  }
}
