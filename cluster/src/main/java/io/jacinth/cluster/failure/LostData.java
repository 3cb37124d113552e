package io.jacinth.cluster.failure;

import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import org.jspecify.annotations.Nullable;

/**
 * A primary that comes back without the data of its slots, while its replicas still have it.
 *
 * <p>Killed and started again by a supervisor within the node timeout, it would be taken for the
 * old one by everybody: its replicas would ask it for a copy, get an empty one, and the last copy
 * of the data would be gone. So a primary that starts with slots and replicas, without a key, first
 * serves nothing and gives nobody a copy, until
 *
 * <ul>
 *   <li>a replica tells an offset: there is data elsewhere. Now it declares <em>itself</em> failed.
 *       A FAIL message is believed whoever sends it, by Redis too, so a replica is elected at once
 *       and this node follows it; meanwhile it goes on pinging and voting;
 *   <li>or all replicas have told that they have nothing, or half a node timeout (two seconds at
 *       most) has passed: there is nothing to wait for.
 * </ul>
 *
 * <p>A replica whose primary tells that it has lost its data may be elected however old its own is:
 * there is no better copy. A cluster that can't elect anybody would wait for ever: after four node
 * timeouts and two seconds this node serves its slots, empty, and says so; not while a replica has
 * its vote, and only with a write lease granted from then on.
 */
public final class LostData {
  private static final long LISTEN_MS_MAX = 2000;
  private static final long TELL_EVERY_MS = 500;
  private static final int WAIT_TIMEOUTS = 4;
  private static final long WAIT_MS_MORE = 2000;
  private static final int VOTE_TIMEOUTS = 2;

  private final ClusterState s;
  private final PacketWriter writer;
  private boolean waits;
  private long toldMonoMs = ClusterNode.NEVER;

  /**
   * @param startedWithSlots this node owned slots when it went down
   */
  public LostData(ClusterState state, PacketWriter writer, boolean startedWithSlots) {
    this.s = state;
    this.writer = writer;
    this.s.withholdsData =
        startedWithSlots
            && !state.settings.justCreated()
            && state.settings.emptyPrimaryWaits()
            && !state.myself.replicas.isEmpty();
  }

  /** Looks whether it is over; after every event. */
  public void check() {
    if (!s.withholdsData) {
      return;
    }
    EngineReport engine = s.engine;
    if (!s.myself.isPrimary() || s.myself.slots.isEmpty() || (engine != null && !engine.empty())) {
      over();
    } else if (waits) {
      keepWaiting();
    } else if (engine != null) {
      listen();
    }
  }

  private void listen() {
    ClusterNode holder = holder();
    if (holder != null) {
      waits = true;
      s.log.warning(
          "This primary has started without data, and its replica "
              + holder.id
              + " still has it (replication offset "
              + holder.offset
              + "). Waiting for a replica to take over.");
      keepWaiting();
    } else if (allAreHeard()
        || s.monoMs - s.startMonoMs > Math.min(LISTEN_MS_MAX, s.nodeTimeoutMs() / 2)) {
      over();
    }
  }

  private void keepWaiting() {
    if (s.monoMs - s.startMonoMs > WAIT_TIMEOUTS * s.nodeTimeoutMs() + WAIT_MS_MORE
        && !hasJustVoted()) {
      s.log.warning(
          "No replica has taken over the slots of this primary. It serves them now, without the"
              + " data it had before its restart.");
      over();
    } else if (toldMonoMs == ClusterNode.NEVER || s.monoMs - toldMonoMs >= TELL_EVERY_MS) {
      // Again and again: not every link is up at once, and FAIL is undone after a while.
      toldMonoMs = s.monoMs;
      writer.broadcast(new BusMessage.Fail(writer.header(), s.myself.id));
    }
  }

  /** A replica has this node's own vote, and its claim may be on its way. */
  private boolean hasJustVoted() {
    long votedMonoMs = s.myself.votedMonoMs;
    return votedMonoMs != ClusterNode.NEVER
        && s.monoMs - votedMonoMs < VOTE_TIMEOUTS * s.nodeTimeoutMs();
  }

  private @Nullable ClusterNode holder() {
    for (ClusterNode replica : s.myself.replicas) {
      if (isHeard(replica) && replica.offset > 0 && !replica.has(NodeFlags.NOFAILOVER)) {
        return replica;
      }
    }
    return null;
  }

  private boolean allAreHeard() {
    return s.myself.replicas.stream().allMatch(this::isHeard);
  }

  private boolean isHeard(ClusterNode replica) {
    return replica.dataReceivedMonoMs != ClusterNode.NEVER
        && replica.dataReceivedMonoMs >= s.startMonoMs;
  }

  /**
   * What voters granted while this node served nothing is void: they did not mind it when they
   * voted for a replica.
   */
  private void over() {
    s.withholdsData = false;
    s.grantsFromMonoMs = s.monoMs + 1;
    s.checkState = true;
    s.viewDirty = true;
  }
}
