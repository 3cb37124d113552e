package io.jacinth.simulation;

import io.jacinth.simulation.fault.FaultKind;
import io.jacinth.simulation.fault.FaultMix;
import io.jacinth.simulation.fault.Faults;
import io.jacinth.simulation.fault.Victims;
import io.jacinth.simulation.host.NodeProgram;
import io.jacinth.simulation.host.Program;
import io.jacinth.simulation.host.SimNode;
import io.jacinth.simulation.workload.Addresses;
import io.jacinth.simulation.workload.Client;
import io.jacinth.simulation.workload.Loss;
import io.jacinth.simulation.workload.RespLink;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.Randoms;
import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.Trace;
import io.jacinth.simulation.world.Tuning;
import io.jacinth.simulation.world.World;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Replication without a cluster: one primary that stays alive and some replicas that do not, links
 * that break all the time. After healing every replica has the primary's data, and no acknowledged
 * write is lost.
 *
 * <p>Every other seed changes the topology all the time: REPLICAOF NO ONE and chains of replicas.
 * Then writes may be lost; that all nodes agree in the end may not.
 */
public final class StreamRun implements Victims {
  private static final long MILLI_NS = 1_000_000;
  private static final long SECOND_NS = 1_000_000_000;

  private final World world;
  private final Trace trace;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();
  private final List<Machine> clientMachines = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private final Faults faults;
  private final RandomGenerator topology;
  private final boolean changing;
  private final int bulk;
  private int top;

  public StreamRun(long seed, @Nullable PrintStream echo) {
    changing = seed % 2 == 0;
    trace = new Trace(echo);
    Randoms randoms = new Randoms(seed);
    RandomGenerator random = randoms.of("stream");
    world = new World(randoms, Tuning.draw(random), trace);
    long backlogBytes = 1L << (14 + random.nextInt(7));
    Program.Factory factory = NodeProgram.standAlone("10.0.0.1", backlogBytes);
    int count = 2 + random.nextInt(4);
    bulk = random.nextInt(3) == 0 ? 200 + random.nextInt(2000) : 0;
    topology = randoms.of("topology");
    for (int i = 0; i < count; i++) {
      Machine machine = world.addMachine("n" + i, "10.0.0." + (i + 1), random.nextInt(401) - 200);
      machines.add(machine);
      nodes.add(new SimNode(world, machine, factory));
    }
    Addresses addresses = new Addresses(changing ? machines : machines.subList(0, 1), SimNode.PORT);
    for (int i = 0; i < 3; i++) {
      Machine machine = world.addMachine("c" + i, "10.1.0." + (i + 1), 0);
      clientMachines.add(machine);
      clients.add(
          new Client(
              world, machine, addresses, 20, 5 * MILLI_NS, SECOND_NS, losses, (n, s, t) -> {}));
    }
    faults = new Faults(world, this, mix(random));
  }

  private static FaultMix mix(RandomGenerator random) {
    int[] weights = new int[FaultKind.values().length];
    Arrays.fill(weights, 1);
    weights[FaultKind.RESET.ordinal()] = 10;
    weights[FaultKind.ONE_WAY.ordinal()] = 5;
    weights[FaultKind.MASS_POWER_CUT.ordinal()] = 0;
    weights[FaultKind.LOST_FSYNC.ordinal()] = 0;
    return new FaultMix(
        weights,
        (100 + random.nextInt(1000)) * MILLI_NS,
        10 * MILLI_NS,
        (1 + random.nextInt(10)) * SECOND_NS,
        1 + random.nextInt(4),
        false);
  }

  /** Runs to the end; throws when a rule is broken. Returns the hash of what happened. */
  public long execute() {
    try {
      for (int i = 0; i < nodes.size(); i++) {
        restart(i);
      }
      pass(SECOND_NS);
      fill();
      clients.forEach(Client::start);
      faults.start();
      for (int i = 0; i < 20; i++) {
        pass(SECOND_NS);
        if (changing && topology.nextInt(3) == 0) {
          changeTopology();
        }
      }
      faults.stopAndHeal();
      world.say("healed");
      pass(2 * SECOND_NS);
      if (changing) {
        changeTopology();
        pass(2 * SECOND_NS);
      }
      clients.forEach(Client::stop);
      long limitNs = world.nowNs() + 30 * SECOND_NS;
      String difference = difference();
      while (!difference.isEmpty() && world.nowNs() < limitNs) {
        pass(100 * MILLI_NS);
        difference = difference();
      }
      if (!difference.isEmpty()) {
        throw new SimFailure(difference);
      }
      if (!changing && !losses.isEmpty()) {
        throw new SimFailure("a primary that never died lost writes: " + losses.get(0));
      }
      nodes.forEach(node -> node.program().validate());
      return trace.hash();
    } finally {
      nodes.forEach(SimNode::discard);
    }
  }

  /** Some data, so that snapshots take more than one step. */
  private void fill() {
    RespLink link = RespLink.dial(world, clientMachines.get(0), "10.0.0.1", SimNode.PORT);
    for (int i = 0; i < bulk; i++) {
      int length = topology.nextInt(50) == 0 ? 200_000 : 1 + topology.nextInt(5_000);
      StringBuilder value = new StringBuilder(length);
      boolean dense = topology.nextBoolean();
      while (value.length() < length) {
        value.append((char) (dense ? 'a' + value.length() % 7 : ' ' + topology.nextInt(90)));
      }
      String key = "bulk:" + i;
      if (topology.nextInt(3) == 0) {
        String ttlMs = Integer.toString(1 + topology.nextInt(30_000));
        link.send(List.of("SET", key, value.toString(), "PX", ttlMs), (reply, sentNs) -> {});
      } else {
        link.send(List.of("SET", key, value.toString()), (reply, sentNs) -> {});
      }
    }
    pass(SECOND_NS);
  }

  /** Somebody else becomes the primary; the others follow it or one of those before them. */
  private void changeTopology() {
    int count = nodes.size();
    top = topology.nextInt(count);
    world.say("node " + top + " becomes the primary");
    command(top, "REPLICAOF", "NO", "ONE");
    for (int i = 1; i < count; i++) {
      int node = (top + i) % count;
      int above = (top + topology.nextInt(i)) % count;
      command(node, "REPLICAOF", machines.get(above).ip(), Integer.toString(SimNode.PORT));
    }
  }

  private void command(int node, String... words) {
    RespLink link =
        RespLink.dial(world, clientMachines.get(0), machines.get(node).ip(), SimNode.PORT);
    link.send(List.of(words), (reply, sentNs) -> link.close());
  }

  /** The last lines of the run. */
  public String tail() {
    return trace.tail(100);
  }

  /** Writes acknowledged. */
  public long acked() {
    return clients.stream().mapToLong(Client::acked).sum();
  }

  private String difference() {
    Program primary = nodes.get(top).program();
    long digest = primary.dataDigest();
    for (int i = 0; i < nodes.size(); i++) {
      if (i == top) {
        continue;
      }
      Program replica = nodes.get(i).program();
      if (!replica.isReplica() || !replica.isInSync()) {
        return "replica " + i + " is not in sync";
      }
      if (replica.offset() != primary.offset()) {
        return "replica %d is at %d, the primary at %d"
            .formatted(i, replica.offset(), primary.offset());
      }
      if (replica.dataDigest() != digest) {
        return "replica " + i + " has other data than the primary";
      }
    }
    return "";
  }

  private void pass(long ns) {
    long endNs = world.nowNs() + ns;
    while (world.queue().runNext(endNs)) {
      if (world.queue().executed() > 5_000_000) {
        throw new SimFailure("too many events");
      }
    }
  }

  @Override
  public List<Machine> nodes() {
    return machines;
  }

  @Override
  public List<Machine> clients() {
    return clientMachines;
  }

  @Override
  public void restart(int node) {
    if (!nodes.get(node).isUp()) {
      world.say("start node " + node);
      nodes.get(node).start();
    }
  }

  /** Without persistence a primary's death is the end of its data. */
  @Override
  public void die(int node, Machine.Death how) {
    if (node != 0 || changing) {
      nodes.get(node).die(how);
    }
  }

  @Override
  public boolean isCalm() {
    return true;
  }

  @Override
  public void noteFault(int node, FaultKind kind, long lengthNs) {
    if (kind == FaultKind.DISK_ERROR || kind == FaultKind.DISK_FULL) {
      nodes.get(node).allowErrors(true);
    }
  }
}
