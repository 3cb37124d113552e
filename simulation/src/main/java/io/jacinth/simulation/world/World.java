package io.jacinth.simulation.world;

import java.util.ArrayList;
import java.util.List;

/** Everything that exists in one run. */
public final class World {
  private final Randoms randoms;
  private final Tuning tuning;
  private final Trace trace;
  private final EventQueue queue = new EventQueue();
  private final SimNetwork network;
  private final List<Machine> machines = new ArrayList<>();

  public World(Randoms randoms, Tuning tuning, Trace trace) {
    this.randoms = randoms;
    this.tuning = tuning;
    this.trace = trace;
    this.network = new SimNetwork(this);
  }

  /** Adds a machine; all of them before the first cut. */
  public Machine addMachine(String name, String ip, int driftPpm) {
    Machine machine = new Machine(this, machines.size(), name, ip, driftPpm);
    machines.add(machine);
    network.add(machine);
    return machine;
  }

  public List<Machine> machines() {
    return machines;
  }

  public Randoms randoms() {
    return randoms;
  }

  public Tuning tuning() {
    return tuning;
  }

  public Trace trace() {
    return trace;
  }

  public EventQueue queue() {
    return queue;
  }

  public SimNetwork network() {
    return network;
  }

  public long nowNs() {
    return queue.nowNs();
  }

  /** Adds a line to the log of the run. */
  public void say(String text) {
    trace.line(nowNs(), text);
  }
}
