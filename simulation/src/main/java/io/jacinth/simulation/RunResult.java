package io.jacinth.simulation;

import io.jacinth.simulation.check.LossRule;
import io.jacinth.simulation.fault.FaultKind;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param failure null when every rule held
 * @param hash of everything that happened
 * @param lostOutside lost writes that no bound of the profile excuses
 * @param elections config epochs seen, those of the formation included
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
    Map<LossRule.Cause, Integer> lossCauses,
    long overlaps,
    long convergedNs,
    long elections,
    String logTail) {

  /** The command that shows this run again. */
  public String repro() {
    return "tools/simulate --seed " + scenario.seed() + " " + scenario.options() + " --verbose";
  }

  /** What a failed run tells: the rule, the seed, how to see it again, the last lines. */
  public String describe(int maxLines) {
    String[] lines = logTail.split("\n");
    int from = Math.max(0, lines.length - maxLines);
    return "seed %d: %s%n  again: %s%n  %s%n%s"
        .formatted(
            scenario.seed(),
            failure,
            repro(),
            scenario,
            String.join("\n", Arrays.copyOfRange(lines, from, lines.length)));
  }
}
