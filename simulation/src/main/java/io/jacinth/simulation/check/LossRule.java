package io.jacinth.simulation.check;

import io.jacinth.simulation.fault.FaultKind;
import io.jacinth.simulation.host.Fleet;
import io.jacinth.simulation.workload.Loss;
import java.util.List;

/**
 * Why an acknowledged write is gone.
 *
 * <p>Replication is asynchronous, so there are three ways: the primary died before its replica had
 * the write, or came back without data; a primary without a majority went on for the length of its
 * lease; somebody else died, and the one that took over had been behind. Nothing else may lose a
 * write: not a pause, not a reset or slow link, not a clock, not a disk.
 */
public final class LossRule {
  private static final long MARGIN_NS = 10_000_000;

  /** What a loss is put down to. */
  public enum Cause {
    DEATH_OF_PRIMARY,
    CUT,
    OTHER_DEATH,
    NOTHING
  }

  private final List<Fleet.Incident> incidents;
  private final long leaseNs;

  public LossRule(List<Fleet.Incident> incidents, int timeoutMs) {
    this.incidents = incidents;
    this.leaseNs = LeaseCheck.boundNs(timeoutMs);
  }

  /** The nearest cause. */
  public Cause cause(Loss loss) {
    Cause found = Cause.NOTHING;
    for (Fleet.Incident incident : incidents) {
      boolean before = incident.fromNs() <= loss.seenNs();
      if (isDeath(incident.kind()) && before && incident.toNs() >= loss.ackedNs()) {
        if (incident.node() == loss.ackedBy()) {
          return Cause.DEATH_OF_PRIMARY;
        }
        found = found == Cause.NOTHING ? Cause.OTHER_DEATH : found;
      } else if (isCut(incident.kind()) && before && incident.toNs() >= loss.ackedNs() - leaseNs) {
        found = Cause.CUT;
      }
    }
    return found;
  }

  /** With one cut at a time: the node was cut off, and the write is younger than the lease. */
  public boolean isWithinLease(Loss loss) {
    for (Fleet.Incident incident : incidents) {
      long sinceCutNs = loss.ackedNs() - incident.fromNs();
      if (isCut(incident.kind())
          && incident.node() == loss.ackedBy()
          && sinceCutNs >= -MARGIN_NS
          && sinceCutNs <= leaseNs) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDeath(FaultKind kind) {
    return switch (kind) {
      case KILL, QUICK_RESTART, POWER_CUT, MASS_POWER_CUT, LOST_FSYNC, DISK_ERROR, DISK_FULL ->
          true;
      default -> false;
    };
  }

  private static boolean isCut(FaultKind kind) {
    return switch (kind) {
      case ISOLATE, MUTE, DEAF, ONE_WAY, SPLIT, BRIDGE -> true;
      default -> false;
    };
  }
}
