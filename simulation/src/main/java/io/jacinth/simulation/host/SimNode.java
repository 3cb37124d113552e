package io.jacinth.simulation.host;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.node.env.Env;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.SimLoop;
import io.jacinth.simulation.world.World;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One machine with its node, through all its starts. */
public final class SimNode {
  /** Where nodes listen for clients. */
  public static final int PORT = 6379;

  /** Where nodes listen for their peers. */
  public static final int BUS_PORT = 16379;

  private final World world;
  private final Machine machine;
  private final Program.Factory factory;
  private final SimLog log;
  private @Nullable Program program;
  private @Nullable ClusterView fingerprinted;
  private long fingerprint;

  public SimNode(World world, Machine machine, Program.Factory factory) {
    this.world = world;
    this.machine = machine;
    this.factory = factory;
    this.log = new SimLog(world, machine.name());
  }

  public Machine machine() {
    return machine;
  }

  public boolean isUp() {
    return program != null;
  }

  /** The running node. */
  public Program program() {
    return Objects.requireNonNull(program, machine.name() + " is down");
  }

  public void allowErrors(boolean allowed) {
    log.allowErrors(allowed);
  }

  public void start() {
    Env env = machine.start(log);
    Program starting;
    try {
      starting = factory.create(env, machine.ip());
      starting.start();
    } catch (IOException e) {
      throw new SimFailure(machine.name() + " does not start: " + e.getMessage(), e);
    }
    program = starting;
    SimLoop engine = Objects.requireNonNull(machine.engineLoop());
    SimLoop bus = Objects.requireNonNull(machine.busLoop());
    world.network().listen(machine, engine, PORT, starting::accept);
    world.network().listen(machine, bus, BUS_PORT, starting::acceptBus);
  }

  public void die(Machine.Death how) {
    Program dying = program;
    if (dying != null) {
      program = null;
      machine.die(how);
      dying.release();
    }
  }

  /** The run is over. */
  public void discard() {
    die(Machine.Death.KILL);
  }

  /** Up and not held. */
  boolean isAwake() {
    SimLoop engine = machine.engineLoop();
    SimLoop bus = machine.busLoop();
    return program != null
        && engine != null
        && bus != null
        && !engine.isFrozen()
        && !bus.isFrozen();
  }

  /** One number for who owns what, who follows whom, and in which epochs. */
  long fingerprint() {
    ClusterView view = program().view();
    if (view != fingerprinted) {
      fingerprinted = view;
      fingerprint = compute(view);
    }
    return fingerprint;
  }

  private static long compute(ClusterView view) {
    long sum = 0;
    for (NodeView node : view.nodes()) {
      long one = 17;
      one = one * 31 + node.id().hashCode();
      one = one * 31 + (node.primary() ? 1 : 0);
      one = one * 31 + (node.primaryId() == null ? 0 : node.primaryId().hashCode());
      // A replica's epoch is its primary's or its own, depending on who looks.
      one = one * 31 + (node.primary() ? node.configEpoch() : 0);
      one = one * 31 + node.failing().ordinal();
      sum += one * one; // the order of nodes differs from node to node
    }
    String owner = "";
    long slots = 0;
    int lastIndex = -2;
    for (int slot = 0; slot < SlotHash.SLOTS; slot++) {
      int index = view.ownerIndex(slot);
      if (index != lastIndex) {
        lastIndex = index;
        owner = index < 0 ? "" : view.nodes().get(index).id();
        slots = slots * 1_000_003 + slot * 31L + owner.hashCode();
      }
    }
    return sum * 31 + slots;
  }
}
