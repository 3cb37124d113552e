package io.jacinth.cluster.membership;

import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.state.Blacklist;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;
import java.util.List;

/**
 * From an address to a known node. Until a PONG has told its real id, a node has a random one and
 * lives for one node timeout, at least a second.
 */
public final class Handshakes {
  private static final long MIN_TIMEOUT_MS = 1000;

  /** Strangers can ask for handshakes; this bounds what they can cost. */
  private static final int MAX_PENDING = 1024;

  private final ClusterState s;
  private final Addresses addresses;
  private final Blacklist blacklist;

  public Handshakes(ClusterState state, Addresses addresses, Blacklist blacklist) {
    this.s = state;
    this.addresses = addresses;
    this.blacklist = blacklist;
  }

  /**
   * CLUSTER MEET.
   *
   * @return false if a handshake with this address is under way already
   */
  public boolean start(String ip, int port, int busPort) {
    for (ClusterNode node : s.nodes.all()) {
      if (node.inHandshake() && node.ip.equals(ip) && node.busPort == busPort) {
        return false;
      }
    }
    ClusterNode node = add(NodeFlags.HANDSHAKE | NodeFlags.MEET);
    node.ip = ip;
    node.busPort = busPort;
    if (s.settings.tlsCluster()) {
      node.tlsPort = port;
    } else {
      node.port = port;
    }
    s.dial(node);
    return true;
  }

  /** A stranger asks to be met: it is dialled and must answer like any other. */
  public void onMeet(Link link, BusHeader header) {
    int pending = 0;
    for (ClusterNode node : s.nodes.all()) {
      pending += node.inHandshake() ? 1 : 0;
    }
    if (pending >= MAX_PENDING) {
      s.log.verbose("Too many handshakes at once: a MEET is left out.");
      return;
    }
    ClusterNode node = add(NodeFlags.HANDSHAKE);
    addresses.take(node, link, header);
    if (header.has(MessageFlags.EXT_DATA)) {
      node.flags |= NodeFlags.EXTENSIONS;
    }
    node.takesAllExtensions = header.has(MessageFlags.JACINTH);
    link.node = node;
    node.inboundLink = link;
    s.changed();
    s.dial(node);
  }

  private ClusterNode add(int flags) {
    ClusterNode node = new ClusterNode(s.newId(), s.newId(), flags, s.monoMs);
    node.metInThisRun = true;
    s.nodes.add(node);
    return node;
  }

  /** Gossip of a known node tells of another one that we do not know. */
  public void onIntroduction(String id, int flags, String ip, int port, int tls, int busPort) {
    if (blacklist.contains(id, s.monoMs)) {
      return;
    }
    int roles = flags & (NodeFlags.MASTER | NodeFlags.SLAVE);
    if (roles == (NodeFlags.MASTER | NodeFlags.SLAVE)) {
      roles = NodeFlags.MASTER;
    }
    ClusterNode node = new ClusterNode(id, s.newId(), roles, s.monoMs);
    node.metInThisRun = true;
    node.ip = ip;
    node.port = port;
    node.tlsPort = tls;
    node.busPort = busPort;
    s.nodes.add(node);
    s.changedState();
    s.dial(node);
  }

  /**
   * A PONG on a link we dialled tells who is at its other end.
   *
   * @return false if the link is gone and the packet must not be used further
   */
  public boolean onIdentity(Link link, ClusterNode node, BusHeader header) {
    ClusterNode known = s.nodes.get(header.sender());
    if (node.inHandshake()) {
      if (known != null) {
        s.log.verbose(
            "Handshake: we already know node " + known + ", updating the address if needed.");
        if (!known.isMyself()) {
          addresses.updateIfChanged(known, link, header);
        }
        s.forget(node);
        return false;
      }
      s.nodes.rename(node, header.sender());
      s.log.debug("Handshake with node " + node + " completed.");
      node.flags &= ~(NodeFlags.HANDSHAKE | NodeFlags.MEET);
      node.flags |= header.flags() & (NodeFlags.MASTER | NodeFlags.SLAVE);
      s.changedState();
      return true;
    }
    if (!node.id.equals(header.sender())) {
      s.log.debug("PONG contains mismatching sender ID. About node " + node);
      node.flags |= NodeFlags.NOADDR;
      node.ip = "";
      node.port = 0;
      node.tlsPort = 0;
      node.busPort = 0;
      s.closeLink(link);
      s.changedState();
      return false;
    }
    return true;
  }

  /** Gives up handshakes that nobody answered. */
  public void expire() {
    long timeoutMs = Math.max(s.nodeTimeoutMs(), MIN_TIMEOUT_MS);
    for (ClusterNode node : List.copyOf(s.nodes.all())) {
      if (node.inHandshake() && s.monoMs - node.createdMonoMs > timeoutMs) {
        s.forget(node);
      }
    }
  }
}
