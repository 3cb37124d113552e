package io.jacinth.cluster.failure;

import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;

/**
 * The voter's side of the write lease: whose pings this node's answers count for.
 *
 * <p>An answer is a grant for one node timeout. A voter never has two grants for the same shard
 * outstanding: it grants only a primary that owns, in its own durable picture, every slot the
 * primary claims; and when a replica takes its primary's place, the newcomer waits until the last
 * grant to the old primary has run out, or the old primary itself has said that it is none any
 * more. What grants were given before this node was started, or before it took the seat it votes
 * in, it cannot know: newcomers wait one timeout from there.
 *
 * <p>A primary that was voted out gets no grant for a timeout, the time in which the winner must
 * claim its place ({@code election.Promotion}): should it come back meanwhile, it accepts no writes
 * that the claim would throw away.
 *
 * <p>An answer that is no grant carries {@link MessageFlags#DISPUTED}. A voter that has itself not
 * been answered by a majority may sit in a seat that is taken; its answers carry {@link
 * MessageFlags#CUT_OFF}. Real Redis nodes know neither flag: their answers always count.
 */
public final class LeaseGrants {
  private final ClusterState s;

  public LeaseGrants(ClusterState state) {
    this.s = state;
  }

  /** The flags of the answer to a primary's ping, whose claims have been looked at already. */
  public int flagsOfAnswer(ClusterNode asker, BusHeader ping) {
    if (!s.settings.writeLease() || !asker.isPrimary() || ping.replicaOf() != null) {
      return 0;
    }
    int flags = s.isCutOff() ? MessageFlags.CUT_OFF : 0;
    boolean undisputed =
        s.monoMs >= asker.heldUntilMonoMs
            && s.monoMs - asker.votedOutMonoMs >= s.nodeTimeoutMs()
            && asker.unsavedTakeovers == 0
            && ping.slots().minus(asker.slots).isEmpty();
    if (!undisputed) {
      return flags | MessageFlags.DISPUTED;
    }
    asker.grantedMonoMs = s.monoMs;
    return flags;
  }

  /** A node has taken all slots of another: who was granted last must run out first. */
  public void tookOver(ClusterNode newcomer, ClusterNode old) {
    long known = Math.max(old.grantedMonoMs, Math.max(s.startMonoMs, s.establishedMonoMs));
    newcomer.heldUntilMonoMs =
        Math.max(
            newcomer.heldUntilMonoMs, Math.max(old.heldUntilMonoMs, known + s.nodeTimeoutMs()));
    newcomer.heldFor = old;
    newcomer.unsavedTakeovers++;
    s.out.whenDurable(() -> newcomer.unsavedTakeovers--);
  }

  /** A node says that it is a replica, or owns nothing: whatever it was granted is void. */
  public void steppedDown(ClusterNode old) {
    for (ClusterNode node : s.nodes.all()) {
      if (node.heldFor == old) {
        node.heldUntilMonoMs = old.heldUntilMonoMs;
        node.heldFor = old.heldFor == node ? null : old.heldFor;
      }
    }
    old.grantedMonoMs = ClusterNode.NEVER;
  }
}
