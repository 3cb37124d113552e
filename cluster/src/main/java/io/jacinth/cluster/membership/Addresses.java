package io.jacinth.cluster.membership;

import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.GossipEntry;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.election.Roles;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;

/** Where nodes are, this one included. */
public final class Addresses {
  private final ClusterState s;
  private final Roles roles;

  public Addresses(ClusterState state, Roles roles) {
    this.s = state;
    this.roles = roles;
  }

  /** A peer reached us at this address; it is ours unless another was announced. */
  public void learnOwn(Link link) {
    String ip = link.localIp;
    if (!s.settings.announceIp().isEmpty() || ip.isEmpty() || ip.equals(s.myself.ip)) {
      return;
    }
    s.myself.ip = ip;
    s.log.notice("IP address for this node updated to " + ip);
    s.changed();
  }

  /** Takes ports and IP from a header; without an announced IP it is the connection's. */
  void take(ClusterNode node, Link link, BusHeader header) {
    node.ip = ip(link, header);
    boolean tls = s.settings.tlsCluster();
    node.port = tls ? header.secondPort() : header.port();
    node.tlsPort = tls ? header.port() : header.secondPort();
    node.busPort = header.busPort();
  }

  private static String ip(Link link, BusHeader header) {
    return header.ip().isEmpty() ? link.remoteIp : header.ip();
  }

  /** A known node pings from, or was met at, an address that may be new. */
  void updateIfChanged(ClusterNode node, Link link, BusHeader header) {
    boolean tls = s.settings.tlsCluster();
    int port = tls ? header.secondPort() : header.port();
    int tlsPort = tls ? header.port() : header.secondPort();
    String ip = ip(link, header);
    if (link == node.link
        || ip.isEmpty()
        || (node.ip.equals(ip)
            && node.port == port
            && node.tlsPort == tlsPort
            && node.busPort == header.busPort())) {
      return;
    }
    take(node, link, header);
    s.closeLink(node.link);
    node.flags &= ~NodeFlags.NOADDR;
    s.log.notice("Address updated for node " + node + ", now " + node.ip + ":" + node.port);
    s.changedState();
    if (s.myself.primary == node) {
      roles.retarget();
    }
  }

  /** Gossip of somebody who reaches a node that we do not, at another address. */
  void onGossip(ClusterNode node, GossipEntry entry) {
    boolean tls = s.settings.tlsCluster();
    int port = tls ? entry.secondPort() : entry.port();
    int tlsPort = tls ? entry.port() : entry.secondPort();
    if (entry.ip().isEmpty()
        || (node.ip.equals(entry.ip())
            && node.port == port
            && node.tlsPort == tlsPort
            && node.busPort == entry.busPort())) {
      return;
    }
    s.closeLink(node.link);
    node.ip = entry.ip();
    node.port = port;
    node.tlsPort = tlsPort;
    node.busPort = entry.busPort();
    node.flags &= ~NodeFlags.NOADDR;
    s.changedState();
    if (s.myself.primary == node) {
      roles.retarget();
    }
  }
}
