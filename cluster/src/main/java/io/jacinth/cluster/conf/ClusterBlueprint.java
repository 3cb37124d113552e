package io.jacinth.cluster.conf;

import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster drawn up before its nodes exist: every node's first nodes.conf knows all ids,
 * addresses, epochs, slots and replicas, so no MEET and no gossip round is needed to form it.
 *
 * <p>Add the nodes, then write {@link #image} of each to its directory before it starts, and start
 * it with {@code justCreated}.
 */
public final class ClusterBlueprint {
  private final RandomGenerator random;
  private final List<Planned> planned = new ArrayList<>();

  private record Planned(
      String id,
      String shardId,
      String ip,
      int port,
      int busPort,
      @Nullable String primaryId,
      SlotSet slots,
      long configEpoch) {}

  public ClusterBlueprint(RandomGenerator random) {
    this.random = random;
  }

  /** Adds a primary and returns its id. Config epochs are 1, 2, 3 ... in this order. */
  public String primary(String ip, int port, int busPort, SlotSet slots) {
    String id = newId();
    planned.add(new Planned(id, newId(), ip, port, busPort, null, slots, planned.size() + 1L));
    return id;
  }

  /** Adds a replica of a primary added before and returns its id. */
  public String replica(String ip, int port, int busPort, String primaryId) {
    String id = newId();
    Planned primary = byId(primaryId);
    planned.add(
        new Planned(
            id, primary.shardId, ip, port, busPort, primaryId, SlotSet.EMPTY, planned.size() + 1L));
    return id;
  }

  /** Share {@code index} of all slots, as {@code redis-cli --cluster create} cuts them. */
  public static SlotSet share(int index, int primaries) {
    float perNode = (float) SlotHash.SLOTS / primaries;
    int first = 0;
    float cursor = 0;
    for (int i = 0; ; i++) {
      int last =
          i == primaries - 1 ? SlotHash.SLOTS - 1 : (int) Math.floor(cursor + perNode - 1 + 0.5);
      last = Math.max(last, first);
      if (i == index) {
        return SlotSet.EMPTY.withRange(first, last);
      }
      first = last + 1;
      cursor += perNode;
    }
  }

  /** Ids in the order the nodes were added. */
  public List<String> ids() {
    return planned.stream().map(Planned::id).toList();
  }

  /** The first nodes.conf of one node. */
  public NodesConf image(String ownId) {
    byId(ownId);
    List<ConfNode> nodes = new ArrayList<>(planned.size());
    for (Planned node : planned) {
      int role = node.primaryId == null ? NodeFlags.MASTER : NodeFlags.SLAVE;
      nodes.add(
          new ConfNode(
              node.id,
              node.ip,
              node.port,
              0,
              node.busPort,
              "",
              "",
              node.shardId,
              role | (node.id.equals(ownId) ? NodeFlags.MYSELF : 0),
              node.primaryId,
              0,
              0,
              node.configEpoch,
              node.id.equals(ownId),
              node.slots,
              ConfNode.NO_MARKS,
              ConfNode.NO_MARKS));
    }
    return new NodesConf(nodes, planned.size(), 0);
  }

  private Planned byId(String id) {
    for (Planned node : planned) {
      if (node.id.equals(id)) {
        return node;
      }
    }
    throw new IllegalArgumentException("no such node in the blueprint: " + id);
  }

  private String newId() {
    StringBuilder id = new StringBuilder(40);
    for (int i = 0; i < 40; i++) {
      id.append(Character.forDigit(random.nextInt(16), 16));
    }
    return id.toString();
  }
}
