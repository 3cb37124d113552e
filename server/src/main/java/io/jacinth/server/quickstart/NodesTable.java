package io.jacinth.server.quickstart;

import io.jacinth.cluster.conf.ConfNode;
import io.jacinth.cluster.conf.CorruptNodesConfException;
import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.server.start.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The nodes of a cluster as rows for people. */
final class NodesTable {
  private NodesTable() {}

  static NodesConf read(QuickstartWords words) throws StartException {
    try {
      return NodesConf.decode(Files.readAllBytes(words.nodesConf(0)));
    } catch (IOException | CorruptNodesConfException e) {
      throw new StartException("Can't read back " + words.nodesConf(0) + ": " + e.getMessage());
    }
  }

  static List<String> rows(NodesConf conf, Style style) {
    List<ConfNode> nodes = new ArrayList<>(conf.nodes());
    nodes.sort(Comparator.comparingInt(ConfNode::port));
    List<String> rows = new ArrayList<>();
    for (ConfNode node : nodes) {
      String address = node.ip() + ":" + node.port();
      String primaryId = node.primaryId();
      rows.add(
          primaryId == null
              ? String.format(Locale.ROOT, "%-16s ", address)
                  + style.red(String.format(Locale.ROOT, "%-8s", "master"))
                  + String.format(
                      Locale.ROOT, " %s (%d slots)", node.slots().ranges(), node.slots().size())
              : String.format(Locale.ROOT, "%-16s ", address)
                  + style.dim(
                      String.format(
                          Locale.ROOT, "%-8s of %s", "replica", addressOf(conf, primaryId))));
    }
    return rows;
  }

  private static String addressOf(NodesConf conf, String id) {
    for (ConfNode node : conf.nodes()) {
      if (node.id().equals(id)) {
        return node.ip() + ":" + node.port();
      }
    }
    return id;
  }
}
