package io.jacinth.server.quickstart;

import io.jacinth.cluster.conf.ClusterBlueprint;
import io.jacinth.cluster.conf.ConfNode;
import io.jacinth.cluster.conf.CorruptNodesConfException;
import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.server.start.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The directories of the nodes: made new, or found from an earlier run and checked. */
final class Homes {
  private static final String HOST = "127.0.0.1";
  private static final int BUS_OFFSET = 10_000;

  private final QuickstartWords words;

  Homes(QuickstartWords words) {
    this.words = words;
  }

  /**
   * Makes what is missing.
   *
   * @return true if the cluster is new, false if it has run before
   */
  boolean prepare() throws StartException {
    int found = 0;
    for (int i = 0; i < words.nodes(); i++) {
      found += Files.exists(words.nodesConf(i)) ? 1 : 0;
    }
    if (found != 0 && found != words.nodes()) {
      throw new StartException(
          words.directory()
              + " holds "
              + found
              + " of "
              + words.nodes()
              + " nodes.conf files: the rest of an earlier cluster. Remove the directory, or"
              + " choose another with --dir.");
    }
    try {
      if (found == 0) {
        create();
        return true;
      }
      for (int i = 0; i < words.nodes(); i++) {
        check(i);
      }
      return false;
    } catch (IOException e) {
      throw new StartException("Can't prepare " + words.directory() + ": " + e);
    }
  }

  private void create() throws IOException {
    ClusterBlueprint plan =
        new ClusterBlueprint(new SplittableRandom(new SecureRandom().nextLong()));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < words.nodes(); i++) {
      int port = words.port(i);
      ids.add(
          i < words.primaries()
              ? plan.primary(
                  HOST, port, port + BUS_OFFSET, ClusterBlueprint.share(i, words.primaries()))
              : plan.replica(HOST, port, port + BUS_OFFSET, ids.get(i % words.primaries())));
    }
    for (int i = 0; i < words.nodes(); i++) {
      Files.createDirectories(words.home(i));
      Files.write(words.nodesConf(i), plan.image(ids.get(i)).encode());
      writeConf(i);
    }
  }

  private void writeConf(int i) throws IOException {
    Files.write(
        words.home(i).resolve("redis.conf"),
        List.of(
            "port " + words.port(i),
            "bind " + HOST,
            "cluster-enabled yes",
            "cluster-config-file nodes.conf",
            "cluster-node-timeout 5000",
            "logfile redis.log"));
  }

  private void check(int i) throws IOException, StartException {
    NodesConf conf;
    try {
      conf = NodesConf.decode(Files.readAllBytes(words.nodesConf(i)));
    } catch (CorruptNodesConfException e) {
      throw new StartException(
          words.nodesConf(i)
              + " is corrupt: "
              + e.getMessage()
              + ". Remove "
              + words.directory()
              + " to start anew, or choose another directory with --dir.");
    }
    ConfNode me = conf.myself();
    if (me.port() != words.port(i) || conf.nodes().size() < 2) {
      throw new StartException(
          words.nodesConf(i)
              + " belongs to a node on port "
              + me.port()
              + " of a cluster of "
              + conf.nodes().size()
              + " nodes, not to this quick start. Remove it or choose another directory with"
              + " --dir.");
    }
    if (!Files.exists(words.home(i).resolve("redis.conf"))) {
      writeConf(i);
    }
  }
}
