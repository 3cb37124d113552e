package io.jacinth.simulation.host;

import io.jacinth.resp.RespValue;
import io.jacinth.simulation.workload.RespLink;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forms a cluster of empty nodes with CLUSTER words, in the order redis-cli uses. */
public final class Formation {
  private static final long LOOK_NS = 100_000_000;

  private final World world;
  private final Fleet fleet;
  private final Blueprint blueprint;
  private final int primaries;
  private final List<RespLink> links = new ArrayList<>();
  private int unanswered;
  private boolean done;

  public Formation(World world, Fleet fleet, Blueprint blueprint, int primaries) {
    this.world = world;
    this.fleet = fleet;
    this.blueprint = blueprint;
    this.primaries = primaries;
  }

  public boolean isDone() {
    return done;
  }

  /** Gives out slots and epochs, then introduces the nodes to the first one. */
  public void begin() {
    Machine operator = fleet.clients().get(0);
    List<Machine> nodes = fleet.nodes();
    for (Machine node : nodes) {
      links.add(RespLink.dial(world, operator, node.ip(), SimNode.PORT));
    }
    for (int i = 0; i < primaries; i++) {
      String first = Integer.toString(blueprint.firstSlot(i));
      String last = Integer.toString(blueprint.firstSlot(i + 1) - 1);
      send(i, "CLUSTER", "ADDSLOTSRANGE", first, last);
    }
    for (int i = 0; i < nodes.size(); i++) {
      send(i, "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    world.queue().after(LOOK_NS, this::meet);
  }

  private void meet() {
    if (unanswered > 0) {
      world.queue().after(LOOK_NS, this::meet);
      return;
    }
    List<Machine> nodes = fleet.nodes();
    String port = Integer.toString(SimNode.PORT);
    for (int i = 1; i < nodes.size(); i++) {
      send(i, "CLUSTER", "MEET", nodes.get(0).ip(), port);
    }
    world.queue().after(LOOK_NS, this::replicate);
  }

  /** As soon as everybody knows everybody, the rest become replicas. */
  private void replicate() {
    int count = fleet.nodes().size();
    for (SimNode node : fleet.hosts()) {
      if (!node.program().hasView() || node.program().view().nodes().size() < count) {
        world.queue().after(LOOK_NS, this::replicate);
        return;
      }
    }
    for (int i = primaries; i < count; i++) {
      String primary = fleet.hosts().get(i % primaries).program().view().myself().id();
      send(i, "CLUSTER", "REPLICATE", primary);
    }
    done = true;
  }

  private void send(int node, String... words) {
    unanswered++;
    links
        .get(node)
        .send(
            List.of(words),
            (reply, sentNs) -> {
              unanswered--;
              expectOk(String.join(" ", words), reply);
            });
  }

  private static void expectOk(String words, @Nullable RespValue reply) {
    if (reply == null || !reply.show().equals("OK")) {
      throw new SimFailure(words + " answered " + (reply == null ? "nothing" : reply.show()));
    }
  }
}
