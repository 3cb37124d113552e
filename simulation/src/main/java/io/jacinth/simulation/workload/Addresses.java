package io.jacinth.simulation.workload;

import io.jacinth.simulation.world.Machine;
import java.util.List;

/** Where the nodes are. Every node has a machine of its own and the same client port. */
public record Addresses(List<Machine> nodes, int port) {
  public int size() {
    return nodes.size();
  }

  public String ip(int node) {
    return nodes.get(node).ip();
  }

  /** Index of the node at {@code ip:port}, or -1. */
  public int indexOf(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    String ip = colon < 0 ? endpoint : endpoint.substring(0, colon);
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).ip().equals(ip)) {
        return i;
      }
    }
    return -1;
  }
}
