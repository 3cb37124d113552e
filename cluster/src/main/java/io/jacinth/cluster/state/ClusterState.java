package io.jacinth.cluster.state;

import io.jacinth.cluster.ClusterSettings;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.view.ClusterView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the topics share. One per core, one thread. */
public final class ClusterState {
  public ClusterSettings settings;
  public final RandomGenerator random;
  public final ClusterLog log;
  public final Outbox out;

  public final ClusterNode myself;

  /**
   * When this node last answered a ping, wall clock, in whole seconds as gossip tells it; 0 while
   * nobody has asked.
   */
  public long ownPongWallMs;

  public final NodeTable nodes = new NodeTable();
  public final SlotMap slots = new SlotMap();
  public final BusStats stats = new BusStats();

  /** Packets of the type with this code are counted and forgotten; -1 for none (DEBUG). */
  public long droppedPacketType = -1;

  public long currentEpoch;
  public long lastVoteEpoch;
  public ClusterView.State state = ClusterView.State.FAIL;
  public String downReason = "the node has just started";

  /** Primaries with slots. */
  public int size;

  /** The event's time; set by the core before anything else runs. */
  public long monoMs;

  public long wallMs;
  public final long startMonoMs;

  /** Delays are counted from here at the earliest: the end of our own last standstill. */
  public long awakeMonoMs;

  /**
   * This node's own seat counts for its lease. Not so for one that has just taken another's place
   * ({@code failure.LeaseRule}).
   */
  public boolean established = true;

  /** When it was last established in a place it had taken. */
  public long establishedMonoMs = ClusterNode.NEVER;

  /** When it claimed that place: answers to earlier pings do not count. */
  public long claimedMonoMs = ClusterNode.NEVER;

  /** Until then the old primary is paused by a manual failover, and nobody need be asked. */
  public long provisionalUntilMonoMs = ClusterNode.NEVER;

  /** Whose place this node won too long ago to claim it now. */
  public @Nullable ClusterNode lapsedClaim;

  /** This primary has started without data: it serves nothing yet ({@code failure.LostData}). */
  public boolean withholdsData;

  /** Grants of pings sent before this are given up. */
  public long grantsFromMonoMs = ClusterNode.NEVER;

  /** Until when a majority of the primaries is known to see this node's slots as its own. */
  public long contactUntilMonoMs = ClusterNode.NEVER;

  /** The engine's last word, or null before the first. */
  public @Nullable EngineReport engine;

  /** Numbers role and pause effects. */
  public long generation;

  /** A primary paused for a manual failover has exactly this offset; -1 when it is not paused. */
  public long pausedOffset = -1;

  /** What to look at before the event ends. */
  public boolean checkState = true;

  public boolean checkElection;
  public boolean checkManualFailover;
  public boolean checkLease = true;

  /** Topology differs from the last view published. */
  public boolean viewDirty = true;

  /** No view goes out before this is false: a claim waits for the disk. */
  public boolean viewHeld;

  private final Map<Integer, Link> links = new HashMap<>();
  private final List<Link> linksInOrder = new ArrayList<>();
  private int nextLink;

  public ClusterState(
      ClusterSettings settings,
      ClusterNode myself,
      Outbox out,
      RandomGenerator random,
      ClusterLog log,
      long wallMs,
      long monoMs) {
    this.settings = settings;
    this.myself = myself;
    this.out = out;
    this.random = random;
    this.log = log;
    this.wallMs = wallMs;
    this.monoMs = monoMs;
    this.startMonoMs = monoMs;
    this.awakeMonoMs = monoMs;
  }

  /** Something in nodes.conf has changed; so has the view. */
  public void changed() {
    out.saveSoon();
    viewDirty = true;
  }

  /** Something has changed that may turn the cluster's state. */
  public void changedState() {
    changed();
    checkState = true;
  }

  public long nodeTimeoutMs() {
    return settings.nodeTimeoutMs();
  }

  /** Votes needed to mark a node as failing, to be elected, and to write. */
  public int quorum() {
    return size / 2 + 1;
  }

  /** A primary with slots that no majority has answered within the last timeout. */
  public boolean isCutOff() {
    return myself.isVoter() && contactUntilMonoMs <= monoMs;
  }

  public long nextGeneration() {
    return ++generation;
  }

  /** Replication offset: written as a primary, applied as a replica. */
  public long offset() {
    if (pausedOffset >= 0) {
      return pausedOffset;
    }
    return engine == null ? 0 : engine.offset();
  }

  /** The engine reports, if at all, often enough. */
  public boolean engineIsAlive() {
    return engine == null || monoMs - engine.monoMs() <= settings.engineStallTimeoutMs();
  }

  /** Counts primaries with slots again. */
  public void countSize() {
    int count = 0;
    for (ClusterNode node : nodes.all()) {
      if (node.isVoter()) {
        count++;
      }
    }
    size = count;
  }

  public DurableFacts facts() {
    ClusterNode speaksFor = myself.shardPrimary();
    ClusterNode source = speaksFor == null ? myself : speaksFor;
    return new DurableFacts(
        myself.id,
        currentEpoch,
        lastVoteEpoch,
        source.configEpoch,
        source.slots,
        myself.primary == null ? null : myself.primary.id,
        myself.flags & (NodeFlags.MASTER | NodeFlags.SLAVE));
  }

  /** A monotonic moment as wall clock, 0 for never. */
  public long toWall(long eventMonoMs) {
    return eventMonoMs == ClusterNode.NEVER ? 0 : Math.max(0, wallMs - (monoMs - eventMonoMs));
  }

  public String newId() {
    return newId(random);
  }

  /** 40 hex digits. */
  public static String newId(RandomGenerator random) {
    StringBuilder id = new StringBuilder(40);
    for (int i = 0; i < 40; i++) {
      id.append(Character.forDigit(random.nextInt(16), 16));
    }
    return id.toString();
  }

  public @Nullable Link link(int number) {
    return links.get(number);
  }

  public List<Link> links() {
    return linksInOrder;
  }

  public Link addInbound(int number, String remoteIp, String localIp) {
    Link link = new Link(number, remoteIp, localIp, null, monoMs);
    link.up = true;
    add(link);
    return link;
  }

  /** Dials a node. */
  public void dial(ClusterNode node) {
    Link link = new Link(nextLink++, node.ip, "", node, monoMs);
    node.link = link;
    add(link);
    out.connect(link.number, node.ip, node.busPort);
  }

  private void add(Link link) {
    links.put(link.number, link);
    linksInOrder.add(link);
  }

  /** A peer introduced itself on a link it opened; an older link of its is dead. */
  public void bindInbound(Link link, ClusterNode node) {
    if (link.node != null && link.node.inboundLink == link) {
      link.node.inboundLink = null;
    }
    Link old = node.inboundLink;
    if (old != null && old != link) {
      closeLink(old);
    }
    link.node = node;
    node.inboundLink = link;
  }

  /** The link is gone: forget it. */
  public void dropLink(Link link) {
    links.remove(link.number);
    linksInOrder.remove(link);
    ClusterNode node = link.node;
    if (node != null) {
      if (node.link == link) {
        node.link = null;
      }
      if (node.inboundLink == link) {
        node.inboundLink = null;
      }
    }
    link.node = null;
    link.up = false;
  }

  public void closeLink(@Nullable Link link) {
    if (link != null) {
      dropLink(link);
      out.close(link.number);
    }
  }

  /** Takes a node out of everything. */
  public void forget(ClusterNode node) {
    slots.release(node.slots);
    slots.closeTowards(node);
    closeLink(node.link);
    Link inbound = node.inboundLink;
    if (inbound != null) {
      inbound.node = null;
      node.inboundLink = null;
    }
    nodes.remove(node);
    changedState();
  }
}
