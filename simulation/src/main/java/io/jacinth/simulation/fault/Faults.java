package io.jacinth.simulation.fault;

import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.SimLoop;
import io.jacinth.simulation.world.World;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes faults happen, one after the other or several at once, and takes all of them back. */
public final class Faults {
  private static final long MILLI_NS = 1_000_000;
  private static final long RETRY_NS = 100 * MILLI_NS;

  private final World world;
  private final Victims victims;
  private final FaultMix mix;
  private final RandomGenerator random;
  private final Map<FaultKind, Integer> seen = new EnumMap<>(FaultKind.class);
  private final List<Active> active = new ArrayList<>();
  private boolean running;

  /** A fault under way and how it ends. */
  private static final class Active {
    private final List<Integer> nodes = new ArrayList<>();
    private final List<Runnable> repairs = new ArrayList<>();
  }

  public Faults(World world, Victims victims, FaultMix mix) {
    this.world = world;
    this.victims = victims;
    this.mix = mix;
    this.random = world.randoms().of("faults");
  }

  /** How often each kind has fired. */
  public Map<FaultKind, Integer> seen() {
    return seen;
  }

  public void start() {
    running = true;
    schedule();
  }

  /** No new faults; those under way last as long as they were meant to. */
  public void stop() {
    running = false;
  }

  public boolean isQuiet() {
    return active.isEmpty();
  }

  /** No new faults; those under way end now. */
  public void stopAndHeal() {
    running = false;
    while (!active.isEmpty()) {
      repair(active.get(active.size() - 1));
    }
    for (int i = 0; i < victims.nodes().size(); i++) {
      victims.restart(i);
    }
  }

  private void schedule() {
    world.queue().after(random.nextLong(2 * mix.meanGapNs()), this::strike);
  }

  private void strike() {
    if (!running) {
      return;
    }
    if (active.size() >= mix.maxAtOnce() || (mix.calmBetween() && !victims.isCalm())) {
      world.queue().after(RETRY_NS, this::strike);
      return;
    }
    FaultKind kind = mix.draw(random);
    long lengthNs = mix.drawLengthNs(random);
    int node = random.nextInt(victims.nodes().size());
    if (!isBusy(node)) {
      strike(kind, node, lengthNs);
    }
    schedule();
  }

  private boolean isBusy(int node) {
    for (Active fault : active) {
      if (fault.nodes.contains(node)) {
        return true;
      }
    }
    return false;
  }

  /** Lets one fault happen now; scripted scenarios call it directly. */
  public void strike(FaultKind kind, int node, long lengthNs) {
    Active fault = new Active();
    fault.nodes.add(node);
    seen.merge(kind, 1, Integer::sum);
    world.say("fault " + kind + " node " + node + " for " + lengthNs / MILLI_NS + " ms");
    victims.noteFault(node, kind, lengthNs);
    switch (kind) {
      case KILL -> kill(fault, node);
      case QUICK_RESTART -> kill(fault, node);
      case POWER_CUT -> power(fault, node);
      case MASS_POWER_CUT -> massPower(fault, node);
      case PAUSE -> pause(fault, node, true, true);
      case ENGINE_STALL -> pause(fault, node, true, false);
      case BUS_STALL -> pause(fault, node, false, true);
      case ISOLATE -> isolate(fault, node, true, true);
      case MUTE -> isolate(fault, node, true, false);
      case DEAF -> isolate(fault, node, false, true);
      case ONE_WAY -> cut(fault, machine(node), machine(other(node)));
      case SPLIT -> split(fault, node, false);
      case BRIDGE -> split(fault, node, true);
      case RESET -> world.network().reset(machine(node), machine(other(node)));
      case SLOW_LINK -> slowLink(fault, node);
      case WALL_FORWARD -> machine(node).clock().jumpWall(1 + random.nextLong(86_400_000));
      case WALL_BACK -> machine(node).clock().jumpWall(-1 - random.nextLong(86_400_000));
      case SLOW_DISK -> slowDisk(fault, node);
      case LOST_FSYNC -> lostFsync(fault, node);
      case DISK_ERROR -> failingDisk(fault, node, "Input/output error");
      case DISK_FULL -> failingDisk(fault, node, "No space left on device");
    }
    if (!fault.repairs.isEmpty()) {
      active.add(fault);
      long endsNs = kind == FaultKind.QUICK_RESTART ? 1 + lengthNs % (100 * MILLI_NS) : lengthNs;
      world.queue().after(endsNs, () -> repair(fault));
    }
  }

  private void repair(Active fault) {
    if (active.remove(fault)) {
      world.say("repair node " + fault.nodes.get(0));
      for (Runnable step : fault.repairs) {
        step.run();
      }
    }
  }

  private Machine machine(int node) {
    return victims.nodes().get(node);
  }

  private int other(int node) {
    int count = victims.nodes().size();
    return (node + 1 + random.nextInt(count - 1)) % count;
  }

  private void kill(Active fault, int node) {
    victims.die(node, Machine.Death.KILL);
    fault.repairs.add(() -> victims.restart(node));
  }

  private void power(Active fault, int node) {
    victims.die(node, Machine.Death.POWER);
    fault.repairs.add(() -> victims.restart(node));
  }

  private void massPower(Active fault, int node) {
    power(fault, node);
    for (int i = 0; i < victims.nodes().size(); i++) {
      if (i != node && !isBusy(i) && random.nextInt(3) == 0) {
        fault.nodes.add(i);
        power(fault, i);
      }
    }
  }

  private void pause(Active fault, int node, boolean engine, boolean bus) {
    Machine machine = machine(node);
    if (engine) {
      freeze(fault, machine.engineLoop());
    }
    if (bus) {
      freeze(fault, machine.busLoop());
    }
  }

  private static void freeze(Active fault, @Nullable SimLoop loop) {
    if (loop != null) {
      loop.freeze(true);
      fault.repairs.add(() -> loop.freeze(false));
    }
  }

  private void cut(Active fault, Machine from, Machine to) {
    world.network().cut(from, to);
    fault.repairs.add(() -> world.network().mend(from, to));
  }

  /** Some clients stay on the node's side. */
  private void isolate(Active fault, int node, boolean out, boolean in) {
    Machine machine = machine(node);
    List<Machine> others = new ArrayList<>(victims.nodes());
    others.remove(machine);
    for (Machine client : victims.clients()) {
      if (random.nextBoolean()) {
        others.add(client);
      }
    }
    for (Machine other : others) {
      if (out) {
        cut(fault, machine, other);
      }
      if (in) {
        cut(fault, other, machine);
      }
    }
  }

  private void split(Active fault, int first, boolean bridge) {
    List<Machine> left = new ArrayList<>();
    List<Machine> right = new ArrayList<>();
    int odds = 1 + random.nextInt(5);
    for (int i = 0; i < victims.nodes().size(); i++) {
      if (bridge && i == first) {
        continue;
      }
      (random.nextInt(6) < odds ? left : right).add(machine(i));
    }
    for (Machine client : victims.clients()) {
      (random.nextBoolean() ? left : right).add(client);
    }
    for (Machine one : left) {
      for (Machine other : right) {
        cut(fault, one, other);
        cut(fault, other, one);
      }
    }
  }

  private void slowLink(Active fault, int node) {
    long addedNs = (1 + random.nextInt(200)) * MILLI_NS;
    Machine machine = machine(node);
    for (Machine other : victims.nodes()) {
      if (other != machine && random.nextBoolean()) {
        world.network().slow(machine, other, addedNs);
        fault.repairs.add(() -> world.network().slow(machine, other, 0));
        if (random.nextBoolean()) {
          world.network().slow(other, machine, addedNs);
          fault.repairs.add(() -> world.network().slow(other, machine, 0));
        }
      }
    }
  }

  private void slowDisk(Active fault, int node) {
    Machine machine = machine(node);
    machine.disk().setSlowNs((10 + random.nextInt(3_000)) * MILLI_NS);
    fault.repairs.add(() -> machine.disk().setSlowNs(0));
  }

  private void lostFsync(Active fault, int node) {
    Machine machine = machine(node);
    machine.disk().setLyingFsync(true);
    fault.repairs.add(() -> {
      victims.die(node, Machine.Death.POWER);
      machine.disk().setLyingFsync(false);
      victims.restart(node);
    });
  }

  private void failingDisk(Active fault, int node, String text) {
    Machine machine = machine(node);
    machine.disk().setFailing(200 + random.nextInt(801), text);
    fault.repairs.add(() -> machine.disk().setFailing(0, text));
  }
}
