package io.jacinth.cluster;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.conf.ConfNode;
import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.cluster.election.ManualFailover;
import io.jacinth.cluster.election.Promotion;
import io.jacinth.cluster.election.ReplicaElection;
import io.jacinth.cluster.election.ReplicaMigration;
import io.jacinth.cluster.election.Roles;
import io.jacinth.cluster.election.Voting;
import io.jacinth.cluster.failure.FailureDetector;
import io.jacinth.cluster.failure.LeaseGrants;
import io.jacinth.cluster.failure.LeaseRule;
import io.jacinth.cluster.failure.LostData;
import io.jacinth.cluster.failure.StateRule;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.gossip.PingSchedule;
import io.jacinth.cluster.membership.Addresses;
import io.jacinth.cluster.membership.GossipSection;
import io.jacinth.cluster.membership.Handshakes;
import io.jacinth.cluster.membership.PingPackets;
import io.jacinth.cluster.membership.RoleNews;
import io.jacinth.cluster.slots.ConfigEpochs;
import io.jacinth.cluster.slots.SlotClaims;
import io.jacinth.cluster.state.Blacklist;
import io.jacinth.cluster.state.ClusterLog;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;
import io.jacinth.cluster.state.NodesImage;
import io.jacinth.cluster.state.Outbox;
import io.jacinth.cluster.state.ViewPublisher;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.words.ClusterWords;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in the cluster, as a deterministic machine: events with their time go in, effects
 * come out by {@link #drain}, and nothing else happens. Same settings, same nodes.conf, same random
 * generator and same events give the same effects.
 *
 * <p>This class only dispatches. Each event is handed to its topic; topics leave marks in the
 * shared {@link ClusterState} (state to be computed, election to be looked at, image to be saved),
 * and {@link #finish} works them off once per event, in Redis's order.
 *
 * <p>What the caller owes: {@link #onCron} every 100 ms and at {@link #nextDeadlineMonoMs};
 * monotonic times that never go back; an answer to every persist and every connect.
 */
public final class ClusterCore {
  /** Longer without any event than this and a quarter of the node timeout: we stood still. */
  private static final long STANDSTILL_MS = 500;

  private final ClusterState s;
  private final Blacklist blacklist = new Blacklist();
  private final NodesImage image;
  private final ViewPublisher views;
  private final PacketWriter writer;
  private final PingSchedule schedule;
  private final FailureDetector failures;
  private final StateRule stateRule;
  private final LostData lostData;
  private final LeaseRule leaseRule;
  private final ManualFailover manual;
  private final Promotion promotion;
  private final Roles roles;
  private final Voting voting;
  private final ReplicaElection election;
  private final ReplicaMigration migration;
  private final Handshakes handshakes;
  private final RoleNews roleNews;
  private final SlotClaims claims;
  private final PingPackets pings;
  private final ClusterWords words;

  private long leaseUntilMonoMs;

  /**
   * @param restored the nodes.conf found, or null for a new node
   * @param wallMs wall clock at {@code monoMs}
   */
  public ClusterCore(
      ClusterSettings settings,
      @Nullable NodesConf restored,
      RandomGenerator random,
      System.Logger log,
      long wallMs,
      long monoMs) {
    ClusterNode myself = myself(restored, random, monoMs);
    this.s =
        new ClusterState(
            settings, myself, new Outbox(), random, new ClusterLog(log), wallMs, monoMs);
    s.nodes.add(myself);
    this.image = new NodesImage(s);
    if (restored == null) {
      s.log.notice("No cluster configuration found, I'm " + myself.id);
    } else {
      image.restore(restored);
      s.log.notice("Node configuration loaded, I'm " + myself.id);
    }
    if (!settings.announceIp().isEmpty()) {
      myself.ip = settings.announceIp();
    }
    s.out.startFrom(s.facts());
    s.out.saveSoon();

    this.writer = new PacketWriter(s, blacklist);
    this.schedule = new PingSchedule(s, writer);
    this.failures = new FailureDetector(s, writer);
    this.stateRule = new StateRule(s, myself.isPrimary() && !myself.slots.isEmpty());
    this.lostData = new LostData(s, writer, myself.isPrimary() && !myself.slots.isEmpty());
    this.leaseRule = new LeaseRule(s, writer);
    this.manual = new ManualFailover(s, writer);
    this.promotion = new Promotion(s, writer, manual, stateRule);
    this.roles = new Roles(s, writer, manual, promotion);
    this.voting = new Voting(s, writer);
    this.election = new ReplicaElection(s, writer, manual, promotion);
    this.migration = new ReplicaMigration(s, roles);
    ConfigEpochs epochs = new ConfigEpochs(s);
    LeaseGrants grants = new LeaseGrants(s);
    this.claims = new SlotClaims(s, writer, roles, grants);
    Addresses addresses = new Addresses(s, roles);
    this.handshakes = new Handshakes(s, addresses, blacklist);
    this.roleNews = new RoleNews(s, claims, manual, grants);
    GossipSection gossip = new GossipSection(s, failures, handshakes, addresses, blacklist);
    this.pings =
        new PingPackets(
            s, writer, failures, handshakes, addresses, gossip, roleNews, claims, epochs, grants);
    this.views = new ViewPublisher(s, image);
    this.words =
        new ClusterWords(
            s,
            writer,
            failures,
            handshakes,
            blacklist,
            roles,
            manual,
            promotion,
            epochs,
            image,
            views);
    roles.retarget();
    schedule.dialAll();
    finish();
  }

  private static ClusterNode myself(
      @Nullable NodesConf restored, RandomGenerator random, long monoMs) {
    if (restored == null) {
      return new ClusterNode(
          ClusterState.newId(random),
          ClusterState.newId(random),
          NodeFlags.MYSELF | NodeFlags.MASTER,
          monoMs);
    }
    ConfNode line = restored.myself();
    String shardId = line.shardId() == null ? ClusterState.newId(random) : line.shardId();
    int role = line.has(NodeFlags.SLAVE) ? NodeFlags.SLAVE : NodeFlags.MASTER;
    return new ClusterNode(line.id(), shardId, NodeFlags.MYSELF | role, monoMs);
  }

  /** The wall clock now; for stamps in CLUSTER NODES and gossip only. Call before each event. */
  public void setWallMs(long wallMs) {
    s.wallMs = wallMs;
  }

  /**
   * A peer opened a link (number below 0).
   *
   * @param localIp the address it reached us at
   */
  public void onAccepted(int link, String remoteIp, String localIp, long monoMs) {
    begin(monoMs);
    s.addInbound(link, remoteIp, localIp);
    finish();
  }

  /** A link we dialled is open. */
  public void onLinkUp(int number, String localIp, long monoMs) {
    begin(monoMs);
    Link link = s.link(number);
    ClusterNode node = link == null ? null : link.node;
    if (link != null && node != null) {
      link.up = true;
      link.localIp = localIp;
      writer.ping(link, node.has(NodeFlags.MEET) ? BusType.MEET : BusType.PING);
      node.flags &= ~NodeFlags.MEET;
    }
    finish();
  }

  /** A link is gone or could not be opened; not called for those the core closed. */
  public void onLinkDown(int number, String cause, long monoMs) {
    begin(monoMs);
    Link link = s.link(number);
    if (link != null) {
      ClusterNode node = link.node;
      s.dropLink(link);
      if (node != null && !link.isInbound()) {
        if (!cause.isEmpty()) {
          s.log.verbose(
              "Connection with Node "
                  + node.id
                  + " at "
                  + node.ip
                  + ":"
                  + node.busPort
                  + " failed: "
                  + cause);
        }
        schedule.linkLost(node);
      }
    }
    finish();
  }

  public void onMessage(int number, BusMessage message, long monoMs) {
    begin(monoMs);
    Link link = s.link(number);
    if (link != null) {
      s.stats.received(message.type());
      if (message.type().code() == s.droppedPacketType) {
        s.log.warning("Packet that matches debug drop filter dropped");
      } else {
        dispatch(link, sender(link, message.header()), message);
      }
    }
    finish();
  }

  /** The known node a packet is from, its common news taken over; null for strangers. */
  private @Nullable ClusterNode sender(Link link, BusHeader header) {
    ClusterNode sender = s.nodes.get(header.sender());
    boolean misplaced =
        !link.isInbound() && link.node != null && !link.node.inHandshake() && link.node != sender;
    if (sender == null || sender.isMyself() || sender.inHandshake() || misplaced) {
      return null;
    }
    roleNews.onAnyPacket(sender, header);
    if (link.isInbound() && link.node != sender) {
      s.bindInbound(link, sender);
    }
    return sender;
  }

  private void dispatch(Link link, @Nullable ClusterNode sender, BusMessage message) {
    if (message instanceof BusMessage.Ping ping) {
      pings.on(link, sender, ping);
      return;
    }
    if (sender == null) {
      if (message instanceof BusMessage.Fail fail) {
        s.log.notice(
            "Ignoring FAIL message from unknown node "
                + fail.header().sender()
                + " about "
                + fail.failingId());
      }
      return;
    }
    switch (message) {
      case BusMessage.Fail fail -> failures.onFail(sender, fail.failingId());
      case BusMessage.AuthRequest request -> voting.onRequest(sender, request.header());
      case BusMessage.AuthAck ack -> election.onAck(sender, ack.header());
      case BusMessage.MfStart mfStart -> manual.onMfStart(sender);
      case BusMessage.Update update -> claims.onUpdate(update);
      case BusMessage.Publish publish ->
          s.out.engine(
              new EngineEffect.Published(publish.sharded(), publish.channel(), publish.payload()));
      case BusMessage.Module module -> {}
      case BusMessage.Ping ping -> throw new IllegalStateException("handled above");
    }
  }

  /**
   * This node's client published a message.
   *
   * @param sharded it is for the nodes of this shard only
   */
  public void onPublish(boolean sharded, byte[] channel, byte[] message, long monoMs) {
    begin(monoMs);
    BusMessage packet = new BusMessage.Publish(writer.header(), sharded, channel, message);
    if (sharded) {
      writer.sendToShard(packet);
    } else {
      writer.broadcast(packet);
    }
    finish();
  }

  public void onRequest(ClusterRequest request, long monoMs) {
    begin(monoMs);
    words.on(request);
    finish();
  }

  public void onEngine(EngineReport report, long monoMs) {
    begin(monoMs);
    s.engine = report;
    EngineReport.Ack ack = report.ack();
    if (ack != null) {
      promotion.onAck(ack);
      manual.onAck(ack);
    }
    s.checkManualFailover = manual.isRunning() && s.myself.isReplica();
    finish();
  }

  public void onPersisted(long seq, long monoMs) {
    begin(monoMs);
    s.out.persisted(seq);
    finish();
  }

  public void onPersistFailed(long seq, long monoMs) {
    begin(monoMs);
    s.log.warning("The cluster config file could not be written; trying again.");
    s.out.persistFailed(seq, monoMs);
    finish();
  }

  /** Every 100 ms, and at {@link #nextDeadlineMonoMs}. */
  public void onCron(long monoMs) {
    begin(monoMs);
    handshakes.expire();
    schedule.dialAll();
    schedule.pingAtRandom();
    for (ClusterNode node : s.nodes.all()) {
      if (!node.has(NodeFlags.MYSELF | NodeFlags.NOADDR | NodeFlags.HANDSHAKE)) {
        schedule.tend(node);
        failures.judge(node);
      }
    }
    manual.check();
    claims.leaveSubReplica();
    s.checkElection = true;
    migration.check();
    leaseRule.askForGrants(leaseUntilMonoMs);
    s.checkState |= s.state == ClusterView.State.FAIL;
    finish();
  }

  public void onSettings(ClusterSettings settings, long monoMs) {
    begin(monoMs);
    s.settings = settings;
    if (!settings.announceIp().isEmpty()) {
      s.myself.ip = settings.announceIp();
    }
    s.changedState();
    finish();
  }

  private void begin(long monoMs) {
    if (monoMs < s.monoMs) {
      throw new IllegalArgumentException("monotonic time went back");
    }
    if (monoMs - s.monoMs > Math.max(STANDSTILL_MS, s.nodeTimeoutMs() / 4)) {
      s.awakeMonoMs = monoMs;
    }
    s.monoMs = monoMs;
  }

  private void finish() {
    ClusterNode kept = s.lapsedClaim;
    if (kept != null) {
      roles.giveBack(kept);
    }
    lostData.check();
    if (s.checkManualFailover) {
      manual.check();
    }
    if (s.checkElection) {
      election.check();
    }
    if (s.checkState) {
      stateRule.update();
    }
    s.checkLease |= s.viewDirty || leaseUntilMonoMs <= s.monoMs;
    views.publish();
    s.out.flush(s.monoMs, s::facts, image::encode);
    if (s.checkLease) {
      s.checkLease = false;
      // From the moment of a demotion, not from when the engine has carried it out.
      leaseUntilMonoMs = s.myself.isReplica() ? Long.MIN_VALUE : leaseRule.untilMonoMs();
    }
  }

  /** When {@link #onCron} is wanted before its next turn. */
  public long nextDeadlineMonoMs() {
    long due = Math.min(election.dueMonoMs(), leaseRule.dueMonoMs(leaseUntilMonoMs));
    for (ClusterNode node : s.nodes.all()) {
      due = Math.min(due, failures.dueMonoMs(node));
    }
    return due;
  }

  public void drain(ClusterEffects sink) {
    s.out.drain(sink);
  }

  public ClusterView view() {
    return views.last();
  }

  /** Publish after every event, through {@link io.jacinth.cluster.admin.WriteLease}. */
  public long writeLeaseUntilMonoMs() {
    return leaseUntilMonoMs;
  }

  /** This node's id. */
  public String myId() {
    return s.myself.id;
  }

  /** Facts for invariant checks of simulations: never needed in operation. */
  public Facts facts() {
    return new Facts(
        s.currentEpoch,
        s.lastVoteEpoch,
        s.myself.configEpoch,
        s.myself.isPrimary(),
        s.nodes.all().stream().filter(ClusterNode::hasFailed).map(node -> node.id).toList());
  }

  /**
   * What {@link #facts} tells.
   *
   * @param failing ids of the nodes marked FAIL here
   */
  public record Facts(
      long currentEpoch,
      long lastVoteEpoch,
      long configEpoch,
      boolean primary,
      List<String> failing) {}

  /** Checks the state's own consistency; for tests and simulations after every event. */
  public void validate() {
    s.slots.validate(s.nodes);
    for (ClusterNode node : s.nodes.all()) {
      if (node.isReplica() && !node.slots.isEmpty()) {
        throw new IllegalStateException("a replica owns slots: " + node);
      }
      if (node.primary != null && !node.isReplica()) {
        throw new IllegalStateException("a primary follows: " + node);
      }
      if (node.configEpoch > s.currentEpoch) {
        throw new IllegalStateException("configEpoch above currentEpoch: " + node);
      }
    }
  }
}
