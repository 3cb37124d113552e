package io.jacinth.node.replication;

import io.jacinth.engine.Engine;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.persist.SpillFile;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the parts of replication work with. */
final class Around {
  private final Loop loop;
  private final Files files;
  private final Config config;
  private final System.Logger log;
  private final RandomGenerator random;
  private final ReplicationState state;
  private @Nullable Engine engine;
  private long spills;

  Around(
      Loop loop,
      Files files,
      Config config,
      System.Logger log,
      RandomGenerator random,
      ReplicationState state) {
    this.loop = loop;
    this.files = files;
    this.config = config;
    this.log = log;
    this.random = random;
    this.state = state;
  }

  Loop loop() {
    return loop;
  }

  Config config() {
    return config;
  }

  RandomGenerator random() {
    return random;
  }

  ReplicationState state() {
    return state;
  }

  /** The engine is made after replication, because its command table needs replication's rows. */
  void engine(Engine made) {
    engine = made;
  }

  Engine engine() {
    return Objects.requireNonNull(engine);
  }

  SpillFile newSpillFile() {
    String name = "temp-repl-" + ++spills + ".spill";
    return new NodeSpillFile(files, files.create(loop, name), name);
  }

  /** Longest string to accept in a snapshot. */
  int maxStringBytes() {
    long limit = config.number(NetworkOptions.PROTO_MAX_BULK_LEN);
    return (int) Math.min(limit, Integer.MAX_VALUE - (1 << 20));
  }

  void notice(String line) {
    log.log(System.Logger.Level.INFO, line);
  }

  void warning(String line) {
    log.log(System.Logger.Level.WARNING, line);
  }

  void verbose(String line) {
    log.log(System.Logger.Level.DEBUG, line);
  }
}
