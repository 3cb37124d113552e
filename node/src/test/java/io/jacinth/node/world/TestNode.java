package io.jacinth.node.world;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.replication.ReplicationInfo;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.node.Node;
import io.jacinth.node.NodeHost;
import io.jacinth.node.NodeStartException;
import io.jacinth.node.ProcessFacts;
import io.jacinth.node.env.Env;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import io.jacinth.store.EntryTable;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** A real node in the world. */
public final class TestNode implements Env, NodeHost {
  private final TestWorld world;
  private final int port;
  private final TestLoop engineLoop;
  private final TestLoop busLoop;
  private final MemoryFiles files;
  private final TestLog log = new TestLog();
  private final Random random;
  private final Node node;
  private int exitStatus = -1;

  TestNode(TestWorld world, int port, Config config, MemoryFiles files) throws NodeStartException {
    this.world = world;
    this.port = port;
    this.files = files;
    this.random = new Random(port);
    engineLoop = world.newLoop();
    busLoop = world.newLoop();
    node = new Node(this, config, this);
    node.start();
    world.listen(port, node::accept);
    if (config.isOn(ClusterOptions.CLUSTER_ENABLED)) {
      world.listen(port + 10_000, node::acceptBus);
    }
  }

  public int port() {
    return port;
  }

  public Node node() {
    return node;
  }

  public MemoryFiles memoryFiles() {
    return files;
  }

  public ReplicationState replication() {
    return node.engine().replication();
  }

  public boolean isLinkUp() {
    return !replication().isLinkDown();
  }

  /** All lines logged, as one text. */
  public String logText() {
    return String.join("\n", log.lines());
  }

  /** What was logged from now on is what {@link #logText} shows. */
  public void clearLog() {
    log.lines().clear();
  }

  /** -1 while it runs. */
  public int exitStatus() {
    return exitStatus;
  }

  /** Dies without a word. */
  public void kill() {
    engineLoop.stop();
    busLoop.stop();
    world.stopListening(port);
    world.stopListening(port + 10_000);
    world.cut(port);
    world.cut(port + 10_000);
    world.remove(engineLoop);
    world.remove(busLoop);
  }

  /** INFO replication. */
  public String info() {
    StringBuilder out = new StringBuilder();
    ReplicationInfo.write(
        out,
        replication(),
        new ReplicationInfo.Options(100, true, true, 0, 10),
        engineLoop.monoMs());
    return out.toString();
  }

  /** Every key with its database, to its value and expiry. */
  public TreeMap<String, String> data() {
    TreeMap<String, String> data = new TreeMap<>();
    Keyspace keyspace = node.engine().keyspace();
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      for (int slot = 0; slot < database.tableCount(); slot++) {
        EntryTable table = database.table(slot);
        long from = table == null ? EntryTable.POSITION_END : 0;
        while (table != null && from < EntryTable.POSITION_END) {
          int db = i;
          from =
              table.walkStep(
                  from,
                  entry -> {
                    byte[] value = new byte[keyspace.entries().valueLength(entry)];
                    keyspace.entries().copyValue(entry, value, 0);
                    data.put(
                        db + "/" + new String(keyspace.keyOf(entry), StandardCharsets.ISO_8859_1),
                        new String(value, StandardCharsets.ISO_8859_1)
                            + "@"
                            + keyspace.entries().expireAtWallMs(entry));
                  });
        }
      }
    }
    return data;
  }

  @Override
  public ProcessFacts facts() {
    return ProcessFacts.NONE;
  }

  @Override
  public long replicationHeapBytes() {
    return 8 << 20;
  }

  @Override
  public void ended(int status) {
    exitStatus = status;
    world.stopListening(port);
    engineLoop.stop();
  }

  @Override
  public Loop engineLoop() {
    return engineLoop;
  }

  @Override
  public Loop busLoop() {
    return busLoop;
  }

  @Override
  public Files files() {
    return files;
  }

  @Override
  public RandomGenerator engineRandom() {
    return random;
  }

  @Override
  public RandomGenerator busRandom() {
    return random;
  }

  @Override
  public Executor chunkExecutor() {
    return Runnable::run;
  }

  @Override
  public System.Logger log() {
    return log;
  }
}
