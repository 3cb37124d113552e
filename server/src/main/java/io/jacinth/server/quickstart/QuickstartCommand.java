package io.jacinth.server.quickstart;

import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.engine.config.Config;
import io.jacinth.server.start.ProcessNodes;
import io.jacinth.server.start.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a cluster of several nodes in this JVM and tells what to do with it. */
public final class QuickstartCommand {
  private static final int READY_TIMEOUT_MS = 20_000;
  private static final int LOOK_EVERY_MS = 5;

  private QuickstartCommand() {}

  /**
   * Starts everything; returns when the cluster serves.
   *
   * @return exit status, or -1 when the cluster runs
   */
  public static int run(List<String> arguments) {
    QuickstartWords words;
    try {
      words = QuickstartWords.parse(arguments);
    } catch (StartException e) {
      System.err.println(e.getMessage());
      return 1;
    }
    ProcessNodes nodes = new ProcessNodes(words.nodes());
    try {
      boolean created = new Homes(words).prepare();
      nodes.endOnSignals(signal -> System.out.println("\nStopping all nodes ..."));
      for (int i = 0; i < words.nodes(); i++) {
        startNode(nodes, words, i, created);
      }
      awaitOk(words);
      print(words, created);
      return -1;
    } catch (StartException e) {
      System.err.println(e.getMessage());
      nodes.closeAll();
      return 1;
    }
  }

  private static void startNode(ProcessNodes nodes, QuickstartWords words, int i, boolean created)
      throws StartException {
    Path home = words.home(i);
    try {
      Config config = ProcessNodes.read(home.resolve("redis.conf"), home);
      nodes.start(config, home.resolve("redis.log"), created);
    } catch (StartException e) {
      throw new StartException(
          e.getMessage()
              + "\nNothing was started. Stop what uses the port, or choose others, for example"
              + " --ports "
              + (words.firstPort() + 100)
              + "-"
              + (words.firstPort() + 99 + words.nodes())
              + " with another --dir.");
    }
  }

  private static void awaitOk(QuickstartWords words) throws StartException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_TIMEOUT_MS);
    for (int i = 0; i < words.nodes(); i++) {
      while (!isOk(words.port(i))) {
        if (System.nanoTime() > deadline) {
          throw new StartException(
              "The node on port "
                  + words.port(i)
                  + " does not say cluster_state:ok; its log is "
                  + words.home(i).resolve("redis.log"));
        }
        try {
          TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new StartException("Interrupted.");
        }
      }
    }
  }

  private static boolean isOk(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("CLUSTER INFO\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      reader.readLine();
      return "cluster_state:ok".equals(reader.readLine());
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void print(QuickstartWords words, boolean created) throws StartException {
    Style style = Style.ofStandardOutput();
    StringBuilder out = new StringBuilder();
    out.append(
        created
            ? "A new cluster runs in this process:\n\n"
            : "The cluster of " + words.directory() + " runs again in this process:\n\n");
    out.append(style.bold(String.format("  %-16s %-8s %s%n", "node", "role", "slots")));
    NodesConf conf = NodesTable.read(words);
    for (String row : NodesTable.rows(conf, style)) {
      out.append("  ").append(row).append('\n');
    }
    int first = words.firstPort();
    out.append("\nTry, in another terminal:\n");
    out.append("  redis-cli -c -p ").append(first).append(" set hello world\n");
    out.append("  redis-cli -c -p ").append(first + 1).append(" get hello\n");
    out.append("  redis-cli -p ").append(first).append(" cluster nodes\n");
    out.append("  redis-cli -p ").append(first).append(" shutdown nosave");
    out.append("   (its replica takes over in some seconds)\n");
    out.append("\nFiles are in ").append(words.directory()).append(". Ctrl-C stops all nodes.\n");
    System.out.print(out);
    System.out.flush();
  }
}
