package io.jacinth.simulation;

import io.jacinth.simulation.fault.FaultKind;
import io.jacinth.simulation.fault.FaultMix;
import io.jacinth.simulation.world.Randoms;
import io.jacinth.simulation.world.Tuning;
import java.util.random.RandomGenerator;

/**
 * What a run is made of. A seed draws all of it; options of the command line replace parts.
 *
 * @param options of the command line that draws this scenario again, besides the seed
 * @param primaries nodes with slots; the others are replicas of them in turn
 * @param meet the cluster is formed with CLUSTER words instead of prepared files
 * @param chaosNs how long faults go on
 */
public record Scenario(
    long seed,
    String options,
    Profile profile,
    int nodes,
    int primaries,
    int timeoutMs,
    boolean meet,
    long chaosNs,
    int clients,
    long thinkNs,
    Tuning tuning,
    FaultMix mix) {
  private static final long MILLI_NS = 1_000_000;
  private static final int[] TIMEOUTS_MS = {300, 500, 1000, 1000, 2000};

  /** What may be lost. */
  public enum Profile {
    /** Any faults at any time: losses are counted, everything else must hold. */
    SWARM,
    /** kill -9 and pauses, one at a time, replicas in sync: nothing may be lost. */
    CRASH,
    /** One node cut off at a time: only writes younger than the lease may be lost. */
    CUT
  }

  /** The scenario a seed stands for, with {@code minNodes} to {@code maxNodes} nodes. */
  public static Scenario draw(long seed, int minNodes, int maxNodes, double chaosSeconds) {
    RandomGenerator random = new Randoms(seed).of("scenario");
    int nodes = minNodes + random.nextInt(maxNodes - minNodes + 1);
    int primaries = 3 + random.nextInt(Math.max(3, nodes / 2) - 2);
    int timeoutMs = TIMEOUTS_MS[random.nextInt(TIMEOUTS_MS.length)];
    int dice = nodes >= 2 * primaries ? random.nextInt(8) : 7;
    Profile profile = dice == 0 ? Profile.CRASH : dice == 1 ? Profile.CUT : Profile.SWARM;
    long chaosNs = (long) (chaosSeconds * 1e9 * (0.5 + random.nextDouble()));
    String options = "--nodes " + minNodes + "-" + maxNodes + " --seconds " + chaosSeconds;
    return new Scenario(
        seed,
        options,
        profile,
        nodes,
        primaries,
        timeoutMs,
        random.nextInt(8) == 0,
        chaosNs,
        2 + random.nextInt(4),
        (5 + random.nextInt(60)) * MILLI_NS,
        profile == Profile.SWARM ? Tuning.draw(random) : Tuning.CALM,
        mix(profile, random, timeoutMs));
  }

  private static FaultMix mix(Profile profile, RandomGenerator random, int timeoutMs) {
    return switch (profile) {
      case SWARM -> FaultMix.swarm(random, timeoutMs);
      case CRASH ->
          FaultMix.oneAtATime(
              timeoutMs,
              FaultKind.KILL,
              FaultKind.PAUSE,
              FaultKind.ENGINE_STALL,
              FaultKind.BUS_STALL);
      case CUT -> FaultMix.oneAtATime(timeoutMs, FaultKind.ISOLATE, FaultKind.MUTE, FaultKind.DEAF);
    };
  }
}
