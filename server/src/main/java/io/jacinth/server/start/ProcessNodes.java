package io.jacinth.server.start;

import io.jacinth.engine.ShutdownFlags;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.server.log.RedisLog;
import io.jacinth.server.net.NettyThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes in one process: an engine thread each, one bus thread and one chunk thread for all.
 * The process ends with its last node; a node that ends alone leaves the others be.
 */
public final class ProcessNodes {
  private final List<RunningNode> running = new ArrayList<>();
  private final Executor chunks = ServerCommand.chunkExecutor();
  private final int nodesInProcess;
  private @Nullable NettyThread bus;
  private int worstStatus;

  /**
   * @param nodesInProcess how many there will be
   */
  public ProcessNodes(int nodesInProcess) {
    this.nodesInProcess = nodesInProcess;
    SpareHeap.watch();
  }

  /** Reads a node's configuration file; relative paths in it count from {@code home}. */
  public static Config read(Path file, Path home) throws StartException {
    return new ServerWords(List.of(file.toString(), "--dir", home.toString()))
        .load(System.in)
        .config();
  }

  /** Opens a node's log and starts it. */
  public void start(Config config, Path logFile, boolean justCreated) throws StartException {
    RedisLog log = new RedisLog(logFile.toString());
    log.setLevel(config.choice(GeneralOptions.LOGLEVEL));
    try {
      log.setFile(logFile);
    } catch (IOException e) {
      throw new StartException("Can't open the log file: " + logFile + ": " + e.getMessage());
    }
    NettyThread busThread = bus(config);
    RunningNode[] self = new RunningNode[1];
    RunningNode node =
        new RunningNode(
            config,
            log,
            ServerCommand.transport(config),
            nodesInProcess,
            status -> {
              RunningNode ended = self[0];
              Thread.ofPlatform().name("end").start(() -> ended(ended, status));
            });
    self[0] = node;
    node.start(busThread, chunks, justCreated);
    synchronized (this) {
      running.add(node);
    }
    node.announce();
  }

  private NettyThread bus(Config config) throws StartException {
    NettyThread current = bus;
    if (current == null) {
      current =
          new NettyThread(
              "bus",
              ServerCommand.transport(config),
              (loop, failure) -> System.err.println("The bus of a node ends: a bug: " + failure));
      bus = current;
    }
    return current;
  }

  private void ended(RunningNode node, int status) {
    node.close();
    boolean last;
    synchronized (this) {
      worstStatus = Math.max(worstStatus, status);
      running.remove(node);
      last = running.isEmpty();
    }
    if (last) {
      System.exit(worstStatus);
    }
  }

  /** SIGTERM and SIGINT end all nodes in order. */
  public void endOnSignals(Consumer<String> told) {
    Signals.onEnd(signal -> {
      told.accept(signal);
      List<RunningNode> all;
      synchronized (this) {
        all = List.copyOf(running);
      }
      if (all.isEmpty()) {
        System.exit(1);
      }
      for (RunningNode node : all) {
        node.requestShutdown(ShutdownFlags.NOW);
      }
    });
  }

  /** After a start that failed: closes what had been opened. */
  public void closeAll() {
    List<RunningNode> all;
    synchronized (this) {
      all = List.copyOf(running);
      running.clear();
    }
    for (RunningNode node : all) {
      node.close();
    }
    NettyThread busThread = bus;
    if (busThread != null) {
      busThread.close();
    }
  }
}
