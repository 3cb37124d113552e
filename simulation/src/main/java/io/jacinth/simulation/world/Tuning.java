package io.jacinth.simulation.world;

import java.util.random.RandomGenerator;

/**
 * How fast and how uneven this run's world is. Drawn per seed; the faults change the network and
 * the disks on top of it.
 *
 * @param maxWakeDelayNs a woken loop starts its turn within this
 * @param mailboxSlowPermille how often a mailbox delivery takes up to 20 ms instead of 100 us
 * @param latencyNs one-way latency of an undisturbed link
 * @param jitterNs added at random, up to this
 * @param retransmitPermille how often a packet comes 40 to 240 ms late
 * @param splitPermille how often a flush arrives in several pieces
 * @param fsyncNs an ordinary fsync takes one to four times this
 * @param windowBytes bytes the transport takes before the sender has to wait
 */
public record Tuning(
    int maxWakeDelayNs,
    int mailboxSlowPermille,
    int latencyNs,
    int jitterNs,
    int retransmitPermille,
    int splitPermille,
    int fsyncNs,
    int windowBytes) {

  /** A quiet local network with quick disks. */
  public static final Tuning CALM = new Tuning(20_000, 0, 100_000, 50_000, 0, 20, 500_000, 1 << 20);

  /** Draws one. */
  public static Tuning draw(RandomGenerator random) {
    return new Tuning(
        1_000 + random.nextInt(100_000),
        random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(3),
        50_000 + random.nextInt(1_000_000),
        10_000 + random.nextInt(500_000),
        random.nextInt(3) == 0 ? random.nextInt(10) : 0,
        random.nextInt(200),
        200_000 + random.nextInt(5_000_000),
        random.nextInt(4) == 0 ? 2_048 + random.nextInt(16_384) : 1 << 20);
  }

  long mailboxDelayNs(RandomGenerator random) {
    if (mailboxSlowPermille > 0 && random.nextInt(1000) < mailboxSlowPermille) {
      return random.nextInt(20_000_000);
    }
    return 500L + random.nextInt(100_000);
  }

  long latencyNs(RandomGenerator random) {
    long ns = (long) latencyNs + random.nextInt(jitterNs);
    if (retransmitPermille > 0 && random.nextInt(1000) < retransmitPermille) {
      ns += 40_000_000 + random.nextInt(200_000_000);
    }
    return ns;
  }
}
