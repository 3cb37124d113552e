package io.jacinth.cluster.conf;

import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Text to image. Lines are {@code id address flags primary ping-sent pong-received epoch link
 * slots...} or {@code vars name value ...}.
 *
 * <p>Grown over versions, all read: {@code ip:port} (3.0), {@code ip:port@bus} (4.0), {@code
 * ,hostname} behind it (7.0), {@code ,name=value} pairs behind that (7.2).
 */
final class NodesConfParser {
  private static final int FIELDS = 8;

  private final String text;
  private int line;
  private String lineText = "";

  NodesConfParser(String text) {
    this.text = text;
  }

  NodesConf parse() throws CorruptNodesConfException {
    List<ConfNode> nodes = new ArrayList<>();
    Map<String, Integer> lineOfId = new HashMap<>();
    long[] epochs = {-1, -1};
    String[] lines = text.split("\n", -1);
    for (String raw : lines) {
      line++;
      lineText = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
      if (lineText.isEmpty()) {
        continue;
      }
      String[] words = lineText.trim().split(" +");
      if (words[0].equals("vars")) {
        vars(words, epochs);
        continue;
      }
      ConfNode node = node(words);
      require(lineOfId.put(node.id(), line) == null, "the node has two lines");
      nodes.add(node);
    }
    lineText = "";
    require(text.endsWith("\n"), "the file ends within a line");
    require(epochs[0] >= 0, "the file ends before its vars line");
    check(nodes, lineOfId);
    long highest = epochs[0];
    for (ConfNode node : nodes) {
      highest = Math.max(highest, node.configEpoch());
    }
    return new NodesConf(nodes, highest, Math.max(0, epochs[1]));
  }

  private void vars(String[] words, long[] epochs) throws CorruptNodesConfException {
    require(words.length % 2 == 1, "vars without a value");
    for (int i = 1; i < words.length; i += 2) {
      if (words[i].equals("currentEpoch")) {
        epochs[0] = number(words[i + 1], "currentEpoch");
      } else if (words[i].equals("lastVoteEpoch")) {
        epochs[1] = number(words[i + 1], "lastVoteEpoch");
      } // a later version's variable: Redis reads over it as well
    }
  }

  private ConfNode node(String[] words) throws CorruptNodesConfException {
    require(words.length >= FIELDS, "fewer than 8 fields");
    requireId(words[0]);
    Address address = address(words[1]);
    int flags = 0;
    for (String word : words[2].split(",")) {
      int flag = NodeLine.flagOf(word);
      require(flag >= 0, "unknown flag " + word);
      flags |= flag;
    }
    String primaryId = null;
    if (!words[3].equals("-")) {
      requireId(words[3]);
      primaryId = words[3];
    }
    boolean mine = (flags & NodeFlags.MYSELF) != 0;
    SlotSet slots = SlotSet.EMPTY;
    SortedMap<Integer, String> migrating = new TreeMap<>();
    SortedMap<Integer, String> importing = new TreeMap<>();
    for (int i = FIELDS; i < words.length; i++) {
      if (words[i].startsWith("[")) {
        require(mine, "an open slot on another node's line");
        mark(words[i], migrating, importing);
      } else {
        slots = slots.union(range(words[i]));
      }
    }
    return new ConfNode(
        words[0],
        address.ip,
        address.port,
        address.tlsPort,
        address.busPort,
        address.hostname,
        address.nodename,
        address.shardId,
        flags,
        primaryId,
        number(words[4], "ping-sent"),
        number(words[5], "pong-received"),
        number(words[6], "configEpoch"),
        words[7].equals("connected"),
        slots,
        migrating.isEmpty() ? ConfNode.NO_MARKS : migrating,
        importing.isEmpty() ? ConfNode.NO_MARKS : importing);
  }

  private static final class Address {
    String ip = "";
    int port;
    int tlsPort;
    int busPort;
    String hostname = "";
    String nodename = "";
    @Nullable String shardId;
  }

  private Address address(String word) throws CorruptNodesConfException {
    Address address = new Address();
    String[] parts = word.split(",", -1);
    int at = parts[0].lastIndexOf('@');
    String client = at < 0 ? parts[0] : parts[0].substring(0, at);
    int colon = client.lastIndexOf(':');
    require(colon >= 0, "an address without port");
    address.ip = client.substring(0, colon);
    address.port = port(client.substring(colon + 1));
    address.busPort = at < 0 ? address.port + 10_000 : port(parts[0].substring(at + 1));
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 0) {
        require(i == 1, "a host name out of place");
        require(isName(parts[i]), "a host name");
        address.hostname = parts[i];
        continue;
      }
      String value = parts[i].substring(equals + 1);
      switch (parts[i].substring(0, equals)) {
        case "shard-id" -> {
          requireId(value);
          address.shardId = value;
        }
        case "nodename" -> {
          require(isName(value), "a node name");
          address.nodename = value;
        }
        case "tls-port" -> address.tlsPort = port(value);
        case "tcp-port" -> address.port = port(value);
        default -> require(false, "unknown field " + parts[i]);
      }
    }
    return address;
  }

  private void mark(
      String word, SortedMap<Integer, String> migrating, SortedMap<Integer, String> importing)
      throws CorruptNodesConfException {
    int sign = word.indexOf('-');
    require(sign > 0 && word.endsWith("]") && word.length() > sign + 4, "an open slot");
    int slot = slot(word.substring(1, sign));
    String id = word.substring(sign + 3, word.length() - 1);
    requireId(id);
    switch (word.substring(sign, sign + 3)) {
      case "->-" -> migrating.put(slot, id);
      case "-<-" -> importing.put(slot, id);
      default -> require(false, "an open slot");
    }
  }

  private SlotSet range(String word) throws CorruptNodesConfException {
    int dash = word.indexOf('-');
    int first = slot(dash < 0 ? word : word.substring(0, dash));
    int last = dash < 0 ? first : slot(word.substring(dash + 1));
    require(first <= last, "slot range " + word);
    return SlotSet.EMPTY.withRange(first, last);
  }

  /** What lines say of each other; the line named is the later of the two. */
  private void check(List<ConfNode> nodes, Map<String, Integer> lineOfId)
      throws CorruptNodesConfException {
    int last = line;
    ConfNode myself = null;
    SlotSet taken = SlotSet.EMPTY;
    for (ConfNode node : nodes) {
      line = lineOfId.getOrDefault(node.id(), 1);
      lineText = node.id();
      if (node.has(NodeFlags.MYSELF)) {
        require(myself == null, "a second node is myself");
        myself = node;
      }
      int role = node.flags() & (NodeFlags.MASTER | NodeFlags.SLAVE);
      require(role != (NodeFlags.MASTER | NodeFlags.SLAVE), "master and slave at once");
      require(!node.id().equals(node.primaryId()), "a replica of itself");
      require(role != NodeFlags.SLAVE || node.slots().isEmpty(), "a replica that owns slots");
      SlotSet all = taken.union(node.slots());
      require(all.size() == taken.size() + node.slots().size(), "a slot that has an owner already");
      taken = all;
    }
    line = last;
    lineText = "";
    require(myself != null, "no node is myself");
  }

  private int slot(String word) throws CorruptNodesConfException {
    long slot = number(word, "slot");
    require(slot < SlotHash.SLOTS, "slot " + word);
    return (int) slot;
  }

  private int port(String word) throws CorruptNodesConfException {
    long port = number(word, "port");
    require(port <= 65_535 + 10_000, "port " + word);
    return (int) port;
  }

  private long number(String word, String what) throws CorruptNodesConfException {
    boolean digits = !word.isEmpty() && word.length() <= 18;
    for (int i = 0; digits && i < word.length(); i++) {
      digits = word.charAt(i) >= '0' && word.charAt(i) <= '9';
    }
    require(digits, what + " is not a number");
    return Long.parseLong(word);
  }

  private void requireId(String word) throws CorruptNodesConfException {
    boolean good = word.length() == 40;
    for (int i = 0; good && i < 40; i++) {
      char c = word.charAt(i);
      good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    require(good, "a node id");
  }

  private static boolean isName(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.'
              || c == '_';
      if (!good) {
        return false;
      }
    }
    return word.length() <= 255;
  }

  private void require(boolean condition, String reason) throws CorruptNodesConfException {
    if (!condition) {
      throw new CorruptNodesConfException(line, reason, lineText);
    }
  }
}
