package io.jacinth.simulation;

import io.jacinth.simulation.fault.FaultKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param failure null when every rule held
 * @param hash of everything that happened
 * @param lostOutside lost writes that no bound of the profile excuses
 * @param convergedNs from healing to agreement
 */
public record RunResult(
    Scenario scenario,
    @Nullable Throwable failure,
    long hash,
    long events,
    Map<FaultKind, Integer> faults,
    long acked,
    long reads,
    long lost,
    long lostOutside,
    long overlaps,
    long convergedNs,
    long failovers,
    String logTail) {

  /** The command that shows this run again. */
  public String repro() {
    return "./jacinth-simulate --seed " + scenario.seed() + " --nodes " + scenario.nodes();
  }
}
