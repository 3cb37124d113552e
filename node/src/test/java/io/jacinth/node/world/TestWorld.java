package io.jacinth.node.world;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.node.NodeStartException;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Nodes, clients and the time between them. */
public final class TestWorld {
  static final long START_WALL_MS = 1_700_000_000_000L;

  final ArrayDeque<Runnable> events = new ArrayDeque<>();
  final TreeMap<Integer, Function<Connection, ConnectionHandler>> listeners = new TreeMap<>();
  final List<MemoryConnection> open = new ArrayList<>();
  private final List<TestLoop> loops = new ArrayList<>();
  private long nanos = 1_000_000_000L;
  boolean takenAtOnce;
  private long nanosPerReading = 100;
  private int lastFd = 10;

  /** A clock that also moves while somebody looks at it, as real ones do. */
  long nanos() {
    nanos += nanosPerReading;
    return nanos;
  }

  TestLoop newLoop() {
    TestLoop loop = new TestLoop(this);
    loops.add(loop);
    return loop;
  }

  int nextFd() {
    return ++lastFd;
  }

  /** A node on a port, started. */
  public TestNode node(int port, Consumer<Config> configure) {
    try {
      return node(port, files(), configure);
    } catch (NodeStartException e) {
      throw new AssertionError(e);
    }
  }

  /** A node on a port with what is in a data directory. */
  public TestNode node(int port, MemoryFiles files, Consumer<Config> configure)
      throws NodeStartException {
    Config config = new Config();
    config.put(NetworkOptions.PORT, (long) port);
    configure.accept(config);
    return new TestNode(this, port, config, files);
  }

  /** An empty data directory. */
  public MemoryFiles files() {
    return new MemoryFiles(this);
  }

  public TestNode node(int port) {
    return node(port, config -> {});
  }

  /** A client of the node (or scripted peer) on a port. */
  public TestClient client(int port) {
    TestClient client = new TestClient(this);
    dial(port, client);
    run(2);
    return client;
  }

  /** Something that answers on a port without being a node. */
  public void listen(int port, Function<Connection, ConnectionHandler> accept) {
    listeners.put(port, accept);
  }

  public void stopListening(int port) {
    listeners.remove(port);
  }

  void dial(int port, ConnectionHandler handler) {
    Function<Connection, ConnectionHandler> listener = listeners.get(port);
    if (listener == null) {
      events.add(() -> handler.onClosed("Connection refused"));
      return;
    }
    MemoryConnection near =
        new MemoryConnection(this, "127.0.0.1:" + port, "127.0.0.1:" + nextFd());
    MemoryConnection far = new MemoryConnection(this, "127.0.0.1:" + nextFd(), "127.0.0.1:" + port);
    near.peer = far;
    far.peer = near;
    near.handler = handler;
    open.add(near);
    open.add(far);
    events.add(() -> {
      far.handler = listener.apply(far);
      far.handler.onConnected(far);
      handler.onConnected(near);
    });
  }

  /** Cuts all connections of a port, as a network that breaks. */
  public void cut(int port) {
    for (MemoryConnection connection : List.copyOf(open)) {
      if (connection.localAddress().endsWith(":" + port)) {
        connection.breakBoth("Connection reset by peer");
      }
    }
  }

  /**
   * How long whatever lies between two readings of the clock takes: a slow machine, or commands.
   */
  public void everyReadingTakes(long newNanosPerReading) {
    nanosPerReading = newNanosPerReading;
  }

  /** From now on clients take what is flushed at once: nothing is left unsent, nothing drains. */
  public void clientsTakeAtOnce() {
    takenAtOnce = true;
  }

  /** Lets time pass. */
  public void run(long ms) {
    for (long i = 0; i < ms; i++) {
      round();
    }
  }

  /** Lets time pass until something is so; fails after a minute. */
  public void await(String what, BooleanSupplier condition) {
    for (int i = 0; i < 60_000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      round();
    }
    throw new AssertionError("not within a minute: " + what);
  }

  private void round() {
    boolean busy = true;
    for (int i = 0; busy && i < 20; i++) {
      busy = deliver();
      for (TestLoop loop : List.copyOf(loops)) {
        busy |= loop.turn();
      }
    }
    nanos = (nanos / 1_000_000 + 1) * 1_000_000;
  }

  boolean deliver() {
    int count = events.size();
    for (int i = 0; i < count; i++) {
      events.removeFirst().run();
    }
    return count > 0;
  }

  void remove(TestLoop loop) {
    loops.remove(loop);
  }
}
