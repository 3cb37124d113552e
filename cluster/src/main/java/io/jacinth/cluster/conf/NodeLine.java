package io.jacinth.cluster.conf;

import io.jacinth.cluster.bus.NodeFlags;
import java.util.Map;

/** Writes the line of a node as Redis does, for the file and for clients. */
public final class NodeLine {
  private static final int[] FLAGS = {
    NodeFlags.MYSELF,
    NodeFlags.MASTER,
    NodeFlags.SLAVE,
    NodeFlags.PFAIL,
    NodeFlags.FAIL,
    NodeFlags.HANDSHAKE,
    NodeFlags.NOADDR,
    NodeFlags.NOFAILOVER
  };
  private static final String[] WORDS = {
    "myself", "master", "slave", "fail?", "fail", "handshake", "noaddr", "nofailover"
  };

  private NodeLine() {}

  /** As {@code CLUSTER NODES}: without line end, without auxiliary fields. */
  public static void forClients(StringBuilder out, ConfNode node, boolean tlsClient) {
    int port = tlsClient && node.tlsPort() != 0 ? node.tlsPort() : node.port();
    head(out, node, port);
    if (!node.hostname().isEmpty()) {
      out.append(',').append(node.hostname());
    }
    tail(out, node);
  }

  /** As nodes.conf of 7.2: with what later versions of the file may carry behind the address. */
  static void forFile(StringBuilder out, ConfNode node) {
    head(out, node, node.port());
    out.append(',').append(node.hostname());
    out.append(",tls-port=").append(node.tlsPort());
    if (!node.nodename().isEmpty()) {
      out.append(",nodename=").append(node.nodename());
    }
    if (node.shardId() != null) {
      out.append(",shard-id=").append(node.shardId());
    }
    tail(out, node);
    out.append('\n');
  }

  private static void head(StringBuilder out, ConfNode node, int port) {
    out.append(node.id()).append(' ').append(node.ip()).append(':').append(port);
    out.append('@').append(node.busPort());
  }

  private static void tail(StringBuilder out, ConfNode node) {
    out.append(' ');
    appendFlags(out, node.flags());
    out.append(' ').append(node.primaryId() == null ? "-" : node.primaryId());
    out.append(' ').append(node.pingSentWallMs()).append(' ').append(node.pongReceivedWallMs());
    out.append(' ').append(node.configEpoch());
    out.append(node.connected() ? " connected" : " disconnected");
    if (!node.slots().isEmpty()) {
      out.append(' ').append(node.slots().ranges());
    }
    for (Map.Entry<Integer, String> mark : node.migrating().entrySet()) {
      out.append(" [").append(mark.getKey()).append("->-").append(mark.getValue()).append(']');
    }
    for (Map.Entry<Integer, String> mark : node.importing().entrySet()) {
      out.append(" [").append(mark.getKey()).append("-<-").append(mark.getValue()).append(']');
    }
  }

  /** The words of the flags, comma separated, {@code noflags} for none. */
  public static void appendFlags(StringBuilder out, int flags) {
    int before = out.length();
    for (int i = 0; i < FLAGS.length; i++) {
      if ((flags & FLAGS[i]) != 0) {
        out.append(out.length() == before ? "" : ",").append(WORDS[i]);
      }
    }
    if (out.length() == before) {
      out.append("noflags");
    }
  }

  /** The flag of a word, 0 for {@code noflags}, -1 for a word that is none. */
  static int flagOf(String word) {
    for (int i = 0; i < WORDS.length; i++) {
      if (WORDS[i].equals(word)) {
        return FLAGS[i];
      }
    }
    return word.equals("noflags") ? 0 : -1;
  }
}
