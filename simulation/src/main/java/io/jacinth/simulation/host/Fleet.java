package io.jacinth.simulation.host;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.simulation.check.WireCheck;
import io.jacinth.simulation.fault.FaultKind;
import io.jacinth.simulation.fault.Victims;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All nodes of a run. */
public final class Fleet implements Victims {
  private static final long WATCH_NS = 50_000_000;
  private static final long RESTART_AFTER_EXIT_NS = 500_000_000;

  /** Something was done to a node at a time. */
  public record Incident(int node, FaultKind kind, long fromNs, long toNs) {}

  private final World world;
  private final List<SimNode> hosts = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();
  private final List<Machine> clients;
  private final List<Incident> incidents = new ArrayList<>();
  private final WireCheck wire;
  private int exits;

  public Fleet(
      World world,
      List<Machine> nodes,
      List<Machine> clients,
      WireCheck wire,
      Program.Factory factory) {
    this.world = world;
    this.clients = clients;
    this.wire = wire;
    for (Machine machine : nodes) {
      machines.add(machine);
      hosts.add(new SimNode(world, machine, factory));
    }
    world.queue().after(WATCH_NS, this::watch);
  }

  public List<SimNode> hosts() {
    return hosts;
  }

  public List<Incident> incidents() {
    return incidents;
  }

  /** Nodes that ended by themselves. */
  public int exits() {
    return exits;
  }

  @Override
  public List<Machine> nodes() {
    return machines;
  }

  @Override
  public List<Machine> clients() {
    return clients;
  }

  @Override
  public void restart(int node) {
    SimNode host = hosts.get(node);
    if (!host.isUp()) {
      world.say("start node " + node);
      wire.restarted(host.machine());
      host.start();
    }
  }

  @Override
  public void die(int node, Machine.Death how) {
    SimNode host = hosts.get(node);
    if (host.isUp()) {
      world.say(how + " node " + node);
      host.die(how);
    }
  }

  @Override
  public void noteFault(int node, FaultKind kind, long lengthNs) {
    incidents.add(new Incident(node, kind, world.nowNs(), world.nowNs() + lengthNs));
    switch (kind) {
      case LOST_FSYNC -> {
        wire.diskLies(node);
        hosts.get(node).allowErrors(true);
      }
      case DISK_ERROR, DISK_FULL -> hosts.get(node).allowErrors(true);
      default -> {}
    }
  }

  /** A node that ended by itself is started again, as a supervisor would. */
  private void watch() {
    for (int i = 0; i < hosts.size(); i++) {
      SimNode host = hosts.get(i);
      if (host.isUp() && host.machine().hasStopped()) {
        int node = i;
        exits++;
        die(node, Machine.Death.EXIT);
        world.queue().after(RESTART_AFTER_EXIT_NS, () -> restart(node));
      }
    }
    world.queue().after(WATCH_NS, this::watch);
  }

  @Override
  public boolean isCalm() {
    return unrest().isEmpty() && widestLagBytes() == 0;
  }

  /** How far a replica is behind its primary, at the worst. */
  private long widestLagBytes() {
    long widest = 0;
    for (SimNode host : hosts) {
      SimNode primary = primaryOf(host);
      if (primary != null) {
        widest = Math.max(widest, primary.program().offset() - host.program().offset());
      }
    }
    return widest;
  }

  private @Nullable SimNode primaryOf(SimNode replica) {
    String primaryId = replica.program().view().myself().primaryId();
    for (SimNode host : hosts) {
      if (host.program().view().myself().id().equals(primaryId)) {
        return host;
      }
    }
    return null;
  }

  /** When all disks have done what was begun so far. */
  public long disksBusyUntilNs() {
    long latest = 0;
    for (SimNode host : hosts) {
      latest = Math.max(latest, host.machine().disk().busyUntilNs());
    }
    return latest;
  }

  /** Why the cluster is not in order; empty when it is. */
  public String unrest() {
    long agreed = 0;
    for (int i = 0; i < hosts.size(); i++) {
      SimNode host = hosts.get(i);
      if (!host.isAwake()) {
        return "node " + i + " is down";
      }
      if (!host.program().hasView()) {
        return "node " + i + " has no view yet";
      }
      String own = unrestOf(host);
      if (!own.isEmpty()) {
        return "node " + i + ": " + own;
      }
      long fingerprint = host.fingerprint();
      if (i == 0) {
        agreed = fingerprint;
      } else if (fingerprint != agreed) {
        return "nodes 0 and " + i + " see different clusters: " + difference(hosts.get(0), host);
      }
    }
    return unrestOfMap(hosts.get(0).program().view());
  }

  private static String difference(SimNode one, SimNode other) {
    for (NodeView seen : one.program().view().nodes()) {
      for (NodeView also : other.program().view().nodes()) {
        if (seen.id().equals(also.id()) && !describe(seen).equals(describe(also))) {
          return seen.id() + " is " + describe(seen) + ", " + describe(also);
        }
      }
    }
    return "owners of slots";
  }

  private static String describe(NodeView node) {
    return node.primary()
        ? "a primary of epoch " + node.configEpoch() + " " + node.failing()
        : "a replica of " + node.primaryId() + " " + node.failing();
  }

  private String unrestOf(SimNode host) {
    Program program = host.program();
    ClusterView view = program.view();
    if (!view.isOk()) {
      return "cluster state fail: " + view.downReason();
    }
    if (view.nodes().size() != hosts.size()) {
      return "knows " + view.nodes().size() + " nodes";
    }
    for (NodeView node : view.nodes()) {
      if (node.failing() != NodeView.Health.OK) {
        return "sees " + node.id() + " as " + node.failing();
      }
    }
    if (program.isReplica() == view.myself().primary()) {
      return "its engine has another role than its view";
    }
    if (!program.isInSync()) {
      return "replica is not in sync";
    }
    return "";
  }

  private static String unrestOfMap(ClusterView view) {
    TreeMap<Long, String> epochs = new TreeMap<>();
    TreeSet<String> primaries = new TreeSet<>();
    for (NodeView node : view.nodes()) {
      if (node.primary()) {
        primaries.add(node.id());
        String other = epochs.put(node.configEpoch(), node.id());
        if (other != null) {
          return "config epoch " + node.configEpoch() + " twice";
        }
      }
    }
    for (NodeView node : view.nodes()) {
      if (!node.primary() && !primaries.contains(String.valueOf(node.primaryId()))) {
        return "a replica of a replica";
      }
    }
    for (int slot = 0; slot < SlotHash.SLOTS; slot++) {
      if (view.ownerIndex(slot) == ClusterView.NO_OWNER) {
        return "slot " + slot + " has no owner";
      }
    }
    return "";
  }

  /** Why replicas and primaries hold different data; empty when they do not. */
  public String difference() {
    for (SimNode host : hosts) {
      SimNode primary = primaryOf(host);
      if (primary == null) {
        continue;
      }
      if (primary.program().offset() != host.program().offset()) {
        return "%s has offset %d, its primary %d"
            .formatted(host.machine().name(), host.program().offset(), primary.program().offset());
      }
      if (primary.program().dataDigest() != host.program().dataDigest()) {
        return host.machine().name() + " holds other data than its primary";
      }
    }
    return "";
  }
}
