package io.jacinth.cluster.slots;

import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;

/** This node's own config epoch where no election decides it. */
public final class ConfigEpochs {
  private final ClusterState s;

  public ConfigEpochs(ClusterState state) {
    this.s = state;
  }

  /**
   * Takes a new highest epoch without asking, unless ours is the highest already.
   *
   * @return whether it was changed
   */
  public boolean bump() {
    long max = s.nodes.maxEpoch(s.currentEpoch);
    if (s.myself.configEpoch != 0 && s.myself.configEpoch == max) {
      return false;
    }
    s.currentEpoch = max + 1;
    s.myself.configEpoch = s.currentEpoch;
    s.changed();
    s.log.notice("New configEpoch set to " + s.myself.configEpoch);
    return true;
  }

  /** Two primaries with one epoch: the one with the smaller id takes a new one. */
  public void onCollision(ClusterNode sender, long senderEpoch) {
    if (senderEpoch != s.myself.configEpoch
        || !sender.isPrimary()
        || !s.myself.isPrimary()
        || sender.id.compareTo(s.myself.id) <= 0) {
      return;
    }
    s.currentEpoch++;
    s.myself.configEpoch = s.currentEpoch;
    s.changed();
    s.log.debug(
        "WARNING: configEpoch collision with node "
            + sender
            + ". configEpoch set to "
            + s.myself.configEpoch);
  }
}
