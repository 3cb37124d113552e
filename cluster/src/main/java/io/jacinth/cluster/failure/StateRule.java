package io.jacinth.cluster.failure;

import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.view.ClusterView.State;
import io.jacinth.cluster.view.SlotHash;

/**
 * Whether the cluster serves, as this node sees it.
 *
 * <p>A primary is slow to say ok: for two seconds after a start with slots, and after having been
 * in a minority for one node timeout (at least 0.5, at most 5 s), so that the others can first tell
 * it that its slots are gone. Unlike Redis the time before any primary had slots does not count as
 * a minority: a cluster that is just being put together is ok as soon as its last slot is known.
 */
public final class StateRule {
  private static final long WRITABLE_DELAY_MS = 2000;
  private static final long MIN_REJOIN_DELAY_MS = 500;
  private static final long MAX_REJOIN_DELAY_MS = 5000;
  private static final long REPEAT_REASON_MS = 10_000;

  private final ClusterState s;
  private final boolean waitsAfterStart;
  private long inMinorityMonoMs = ClusterNode.NEVER;
  private String loggedReason = "";
  private long loggedReasonMonoMs = ClusterNode.NEVER;

  /**
   * @param startedWithSlots this node owned slots when it went down
   */
  public StateRule(ClusterState state, boolean startedWithSlots) {
    this.s = state;
    this.waitsAfterStart = startedWithSlots && !state.settings.justCreated();
  }

  /** Computes the state anew. */
  public void update() {
    s.checkState = false;
    s.countSize();
    if (s.withholdsData) {
      explain("this primary has started without data and waits for a replica to take over");
      change(State.FAIL);
      return;
    }
    int reachable = 0;
    for (ClusterNode node : s.nodes.all()) {
      if (node.isVoter() && !node.has(NodeFlags.PFAIL | NodeFlags.FAIL)) {
        reachable++;
      }
    }
    if (waitsAfterStart
        && s.myself.isPrimary()
        && s.state == State.FAIL
        && s.monoMs - s.startMonoMs < WRITABLE_DELAY_MS) {
      s.checkState = true;
      explain("this primary has just been started and waits for news of its slots");
      return;
    }
    boolean minority = s.size > 0 && reachable < s.quorum();
    String reason = "";
    if (minority) {
      inMinorityMonoMs = s.monoMs;
      reason = "only " + reachable + " of " + s.size + " primaries with slots can be reached";
    } else if (s.size == 0) {
      reason = "no slot is assigned to any node";
    } else if (s.settings.requireFullCoverage()) {
      reason = uncovered();
    }
    if (!reason.isEmpty()) {
      explain(reason);
      change(State.FAIL);
      logReason(minority);
    } else if (s.state == State.FAIL && s.myself.isPrimary() && rejoinsTooSoon()) {
      s.checkState = true;
      explain("this primary was in a minority and waits for news of its slots");
    } else {
      explain("");
      change(State.OK);
    }
  }

  private boolean rejoinsTooSoon() {
    long delayMs = Math.clamp(s.nodeTimeoutMs(), MIN_REJOIN_DELAY_MS, MAX_REJOIN_DELAY_MS);
    return s.monoMs - inMinorityMonoMs < delayMs;
  }

  private String uncovered() {
    if (s.slots.assigned() < SlotHash.SLOTS) {
      for (int slot = 0; slot < SlotHash.SLOTS; slot++) {
        if (s.slots.owner(slot) == null) {
          return "slot " + slot + " is not assigned to any node";
        }
      }
    }
    for (ClusterNode node : s.nodes.all()) {
      if (node.hasFailed() && !node.slots.isEmpty()) {
        return "slot " + node.slots.next(0) + " belongs to " + node.id + ", which is failing";
      }
    }
    return "";
  }

  private void explain(String reason) {
    if (!s.downReason.equals(reason)) {
      s.downReason = reason;
      s.viewDirty = true;
    }
  }

  private void change(State state) {
    if (s.state != state) {
      s.log.notice("Cluster state changed: " + (state == State.OK ? "ok" : "fail"));
      s.state = state;
      s.viewDirty = true;
    }
  }

  private void logReason(boolean minority) {
    String text =
        minority
            ? "Cluster is currently down: I am part of a minority partition."
            : "Cluster is currently down: At least one hash slot is not served by any available"
                + " node. Please check the 'cluster-require-full-coverage' configuration.";
    if (!text.equals(loggedReason) || s.monoMs - loggedReasonMonoMs > REPEAT_REASON_MS) {
      loggedReason = text;
      loggedReasonMonoMs = s.monoMs;
      if (s.size > 1) { // a cluster that is just being put together is not news
        s.log.notice(text);
      }
    }
  }
}
