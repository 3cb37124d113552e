package io.jacinth.node.env;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Everything outside one node. */
public interface Env {
  Loop engineLoop();

  Loop busLoop();

  Files files();

  /** Seeded; used on the engine loop. */
  RandomGenerator engineRandom();

  /** Seeded; used on the bus loop. */
  RandomGenerator busRandom();

  /** Runs chunk allocation and closing; inline in simulation. */
  Executor chunkExecutor();

  /** The node's log. TRACE is Redis's debug, DEBUG verbose, INFO notice, WARNING warning. */
  System.Logger log();
}
