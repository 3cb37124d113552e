package io.jacinth.cluster.conf;

import io.jacinth.cluster.bus.NodeFlags;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The image of a nodes.conf: all known nodes, one of them {@code myself}, and the two epochs.
 *
 * <p>The text is Redis 7.2's, so a real server can start from it and we from its file. Redis knows
 * no comment and complains of unknown variables, so there is no checksum in it; the {@code vars}
 * line closes the file and stands for its completeness, and a file without it is refused.
 *
 * <p>How the last good copy is kept: the file is replaced atomically, and whoever writes it writes
 * the same bytes to {@link #LAST_GOOD_NAME} <em>before</em>; see {@link #recover}.
 */
public record NodesConf(List<ConfNode> nodes, long currentEpoch, long lastVoteEpoch) {
  /** Suffix of the second copy's file name. */
  public static final String LAST_GOOD_NAME = ".last-good";

  public NodesConf {
    nodes = List.copyOf(nodes);
  }

  public ConfNode myself() {
    for (ConfNode node : nodes) {
      if (node.has(NodeFlags.MYSELF)) {
        return node;
      }
    }
    throw new IllegalStateException("an image without myself");
  }

  /** The file's text. */
  public String toText() {
    StringBuilder out = new StringBuilder(nodes.size() * 160 + 64);
    for (ConfNode node : nodes) {
      NodeLine.forFile(out, node);
    }
    out.append("vars currentEpoch ").append(currentEpoch);
    out.append(" lastVoteEpoch ").append(lastVoteEpoch).append('\n');
    return out.toString();
  }

  public byte[] encode() {
    return toText().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads a file of Redis 3.0 to 7.2 or of ours.
   *
   * @throws CorruptNodesConfException with the line that is wrong
   */
  public static NodesConf decode(byte[] file) throws CorruptNodesConfException {
    return new NodesConfParser(new String(file, StandardCharsets.ISO_8859_1)).parse();
  }

  /**
   * What to say when {@code nodes.conf} is corrupt: its error, and whether the second copy could
   * stand in. It is never taken silently: it may lack the last vote, and a node that votes twice in
   * an epoch can give a shard two primaries. The operator copies it over after reading the message.
   *
   * @param lastGood content of the second copy, or null
   * @return one sentence for the log
   */
  public static String recover(
      String fileName, CorruptNodesConfException error, byte @Nullable [] lastGood) {
    String head = "Unrecoverable error: corrupted cluster config file " + fileName + ", ";
    String second = fileName + LAST_GOOD_NAME;
    if (lastGood == null) {
      return head + error.getMessage() + ". There is no " + second + ".";
    }
    try {
      NodesConf copy = decode(lastGood);
      return head
          + error.getMessage()
          + ". The last good copy "
          + second
          + " is readable ("
          + copy.nodes().size()
          + " nodes, currentEpoch "
          + copy.currentEpoch()
          + "): copy it over "
          + fileName
          + " to start from it.";
    } catch (CorruptNodesConfException alsoCorrupt) {
      return head + error.getMessage() + ". The copy " + second + " is corrupt as well.";
    }
  }
}
