package io.jacinth.server.start;

import io.jacinth.node.env.Env;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The world of one node in a process. */
record RealEnv(
    Loop engineLoop,
    Loop busLoop,
    Files files,
    RandomGenerator engineRandom,
    RandomGenerator busRandom,
    Executor chunkExecutor,
    System.Logger log)
    implements Env {
  static RealEnv of(
      Loop engineLoop, Loop busLoop, Files files, Executor chunkExecutor, System.Logger log) {
    SecureRandom seeds = new SecureRandom();
    return new RealEnv(
        engineLoop,
        busLoop,
        files,
        new SplittableRandom(seeds.nextLong()),
        new SplittableRandom(seeds.nextLong()),
        chunkExecutor,
        log);
  }
}
