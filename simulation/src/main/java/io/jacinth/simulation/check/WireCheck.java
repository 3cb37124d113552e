package io.jacinth.simulation.check;

import io.jacinth.cluster.view.SlotSet;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.SimDisk;
import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.SimNetwork;
import io.jacinth.simulation.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Persist, then speak, judged on every packet of the bus: what a node says must be in its durable
 * nodes.conf by then. Besides: its epochs never go back, not even across a crash; it votes once per
 * epoch; a config epoch is claimed by one primary only.
 *
 * <p>A node whose disk lied about fsync can keep none of this; it is left out from then on, and
 * with it the rules about votes of all nodes, because one forgotten vote is enough for two winners.
 */
public final class WireCheck implements SimNetwork.Observer, SimDisk.Observer {
  private static final String CONF = "nodes.conf";
  private static final int OLDER_IMAGES = 16;

  private final int busPort;
  private final @Nullable ConfFacts[] durable;

  /** Images before: what was said in their time may wait in a congested link. */
  private final List<ArrayDeque<ConfFacts>> older = new ArrayList<>();

  private final long[] sentEpoch;
  private final boolean[] dishonest;
  private final BusHeader.@Nullable Claim[] lastClaims;
  private final Map<Integer, byte[]> partial = new HashMap<>();
  private final Map<String, Integer> votes = new TreeMap<>();
  private final Map<Long, Integer> claims = new TreeMap<>();
  private boolean anyDishonest;
  private long packets;

  public WireCheck(World world, List<Machine> nodes, int busPort) {
    this.busPort = busPort;
    this.durable = new ConfFacts[nodes.size()];
    this.sentEpoch = new long[nodes.size()];
    this.dishonest = new boolean[nodes.size()];
    this.lastClaims = new BusHeader.Claim[nodes.size()];
    world.network().observeWith(this);
    for (Machine node : nodes) {
      older.add(new ArrayDeque<>());
      node.disk().observeWith(this);
    }
  }

  /** From now on nothing can be expected of this node's memory. */
  public void diskLies(int node) {
    dishonest[node] = true;
    anyDishonest = true;
  }

  /** Packets judged. */
  public long packets() {
    return packets;
  }

  /** Config epochs claimed: those at formation and one per election won. */
  public int elections() {
    return claims.size();
  }

  public boolean isHonest() {
    return !anyDishonest;
  }

  /** The config epoch a node has claimed as a primary with durable knowledge, or -1. */
  long durableClaim(int node) {
    ConfFacts facts = durable[node];
    return facts == null || !facts.primary() ? -1 : facts.configEpoch();
  }

  /** A node starts with what its disk shows; after kill -9 that may be more than was fsynced. */
  public void restarted(Machine machine) {
    byte[] conf = machine.disk().content(CONF);
    if (conf != null) {
      durable(machine, CONF, conf);
    }
  }

  @Override
  public void durable(Machine machine, String name, byte[] content) {
    if (!name.equals(CONF) || machine.index() >= durable.length) {
      return;
    }
    ConfFacts before = durable[machine.index()];
    ConfFacts now = ConfFacts.parse(content);
    if (before != null && !dishonest[machine.index()] && before.id().equals(now.id())) {
      if (now.currentEpoch() < before.currentEpoch()) {
        throw new SimFailure(
            "%s: currentEpoch in nodes.conf went back from %d to %d"
                .formatted(machine.name(), before.currentEpoch(), now.currentEpoch()));
      }
      if (now.lastVoteEpoch() < before.lastVoteEpoch()) {
        throw new SimFailure(
            "%s: lastVoteEpoch in nodes.conf went back from %d to %d"
                .formatted(machine.name(), before.lastVoteEpoch(), now.lastVoteEpoch()));
      }
    }
    ArrayDeque<ConfFacts> earlier = older.get(machine.index());
    if (before != null) {
      earlier.addFirst(before);
      if (earlier.size() > OLDER_IMAGES) {
        earlier.removeLast();
      }
    }
    durable[machine.index()] = now;
  }

  @Override
  public void sent(Machine from, Machine to, int listeningPort, int connection, byte[] bytes) {
    if (listeningPort != busPort || from.index() >= durable.length) {
      return;
    }
    byte[] left = partial.remove(connection);
    byte[] all = bytes;
    if (left != null) {
      all = Arrays.copyOf(left, left.length + bytes.length);
      System.arraycopy(bytes, 0, all, left.length, bytes.length);
    }
    int at = 0;
    while (at < all.length) {
      int length = BusHeader.length(all, at, all.length);
      if (length == 0) {
        throw new SimFailure(from.name() + ": what it sends on the bus is no packet");
      }
      if (length < 0 || at + length > all.length) {
        partial.put(connection, Arrays.copyOfRange(all, at, all.length));
        return;
      }
      judge(from, to, BusHeader.at(all, at, length));
      at += length;
    }
  }

  private void judge(Machine from, Machine to, BusHeader header) {
    int node = from.index();
    packets++;
    ConfFacts facts = durable[node];
    if (dishonest[node] || !header.isComplete()) {
      return;
    }
    if (facts == null) {
      throw new SimFailure(from.name() + " speaks before it has a durable nodes.conf");
    }
    long epoch = header.currentEpoch();
    if (epoch > facts.currentEpoch()) {
      throw new SimFailure(
          "%s says currentEpoch %d, durable is %d (packet type %d)"
              .formatted(from.name(), epoch, facts.currentEpoch(), header.type()));
    }
    // A vote speaks of its own epoch, and may leave on another link after later ones.
    if (epoch < sentEpoch[node] && header.type() != BusHeader.AUTH_ACK) {
      throw new SimFailure(
          "%s says currentEpoch %d after %d (packet type %d)"
              .formatted(from.name(), epoch, sentEpoch[node], header.type()));
    }
    sentEpoch[node] = Math.max(sentEpoch[node], epoch);
    if (header.type() == BusHeader.AUTH_ACK) {
      judgeVote(from, to, epoch, facts);
    }
    if (header.isPrimary()) {
      judgeClaim(from, header, facts);
    }
  }

  private void judgeVote(Machine from, Machine to, long epoch, ConfFacts facts) {
    if (facts.lastVoteEpoch() < epoch) {
      throw new SimFailure(
          "%s votes in epoch %d, durable lastVoteEpoch is %d"
              .formatted(from.name(), epoch, facts.lastVoteEpoch()));
    }
    Integer before = votes.put(from.index() + "@" + epoch, to.index());
    if (before != null && before != to.index() && !anyDishonest) {
      throw new SimFailure(from.name() + " votes twice in epoch " + epoch);
    }
  }

  private void judgeClaim(Machine from, BusHeader header, ConfFacts facts) {
    if (header.claimsAsBefore(lastClaims[from.index()], facts)) {
      return;
    }
    SlotSet claimed = header.slots();
    if (claimed.isEmpty()) {
      return;
    }
    long configEpoch = header.configEpoch();
    if (configEpoch > facts.configEpoch()) {
      throw new SimFailure(
          "%s claims config epoch %d, durable is %d"
              .formatted(from.name(), configEpoch, facts.configEpoch()));
    }
    if (!facts.covers(claimed)
        && older.get(from.index()).stream().noneMatch(image -> image.covers(claimed))) {
      throw new SimFailure(
          "%s claims slots %s, durable are %s"
              .formatted(from.name(), claimed.ranges(), facts.slots().ranges()));
    }
    Integer first = claims.putIfAbsent(configEpoch, from.index());
    if (configEpoch > 0 && first != null && first != from.index() && !anyDishonest) {
      throw new SimFailure(
          "config epoch %d is claimed by %s and by node %d"
              .formatted(configEpoch, from.name(), first));
    }
    lastClaims[from.index()] = header.claim(facts);
  }
}
