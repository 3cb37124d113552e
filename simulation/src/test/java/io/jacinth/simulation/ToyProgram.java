package io.jacinth.simulation;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Env;
import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import io.jacinth.simulation.host.Program;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * A node of a cluster that cannot fail: every node owns a fixed share of the slots and all data
 * lies in one map. Plants spoil it in one way each.
 */
final class ToyProgram implements Program {
  /** What is wrong with the toy. */
  enum Plant {
    NOTHING,
    FORGETS_A_WRITE,
    INVENTS_A_VALUE,
    DOES_WHAT_IT_REFUSES,
    LOGS_AN_ERROR,
    THROWS,
    NEVER_CALM,
    SPEAKS_BEFORE_DURABLE,
    DEPENDS_ON_IDENTITY
  }

  /** Everything the toys of a run have in common. */
  static final class Shared {
    final Map<String, Long> data = new TreeMap<>();
    final int nodes;
    final Plant plant;
    long writes;
    int starts;

    Shared(int nodes, Plant plant) {
      this.nodes = nodes;
      this.plant = plant;
    }

    /** True once per so many writes, and only if this is the plant. */
    boolean strikes(Plant kind, IntPredicate when) {
      return plant == kind && when.test((int) writes);
    }
  }

  private final Shared shared;
  private final Env env;
  private final String ip;
  private final ClusterView view;

  ToyProgram(Shared shared, Env env, String ip) {
    this.shared = shared;
    this.env = env;
    this.ip = ip;
    this.view = view(shared.nodes, Integer.parseInt(ip.substring(ip.lastIndexOf('.') + 1)) - 1);
  }

  private ClusterView view(int nodes, int own) {
    List<NodeView> list = new ArrayList<>();
    short[] owners = new short[SlotHash.SLOTS];
    for (int i = 0; i < nodes; i++) {
      String id = "%040x".formatted(i + 1);
      list.add(
          new NodeView(
              id,
              id,
              "10.0.0." + (i + 1),
              6379,
              0,
              16379,
              "",
              true,
              null,
              NodeView.Health.OK,
              i + 1,
              SlotSet.EMPTY));
    }
    for (int slot = 0; slot < owners.length; slot++) {
      owners[slot] = (short) ownerOf(slot, nodes);
    }
    ClusterView.State state =
        shared.plant == Plant.NEVER_CALM && ++shared.starts > nodes
            ? ClusterView.State.FAIL
            : ClusterView.State.OK;
    return new ClusterView(
        1, state, "planted", 1, nodes, list, own, owners, new TreeMap<>(), new TreeMap<>(), false);
  }

  private static int ownerOf(int slot, int nodes) {
    int owner = slot * nodes / SlotHash.SLOTS;
    return owner + 1 < nodes && SlotHash.SLOTS * (owner + 1) / nodes <= slot ? owner + 1 : owner;
  }

  @Override
  public void start() {
    env.engineLoop().run(() -> env.engineLoop().monoMs() + 100);
    env.busLoop().run(() -> env.busLoop().monoMs() + 100);
    if (shared.plant == Plant.SPEAKS_BEFORE_DURABLE) {
      byte[] ping = new byte[2256];
      System.arraycopy("RCmb".getBytes(StandardCharsets.ISO_8859_1), 0, ping, 0, 4);
      ping[6] = 2256 >> 8;
      ping[7] = (byte) 2256;
      ping[23] = 99; // currentEpoch
      env.busLoop().connect("10.0.0.2", 16379, "", 1000, new Speaker(ping));
    }
  }

  @Override
  public ConnectionHandler accept(Connection connection) {
    return new Session();
  }

  @Override
  public ConnectionHandler acceptBus(Connection connection) {
    return new Session();
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public boolean hasView() {
    return true;
  }

  @Override
  public boolean isReplica() {
    return false;
  }

  @Override
  public boolean isInSync() {
    return true;
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public long dataDigest() {
    return 0;
  }

  @Override
  public void validate() {}

  @Override
  public void release() {}

  /** Says one thing and hangs up. */
  private record Speaker(byte[] words) implements ConnectionHandler {
    @Override
    public void onConnected(Connection connection) {
      connection.write(words, 0, words.length);
      connection.flush();
    }

    @Override
    public void onBytes(ByteSource bytes) {}

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(String cause) {}
  }

  /** A client's connection. */
  private final class Session implements ConnectionHandler {
    private final RespReader reader = new RespReader();
    private Connection connection;

    @Override
    public void onConnected(Connection newConnection) {
      connection = newConnection;
    }

    @Override
    public void onBytes(ByteSource source) {
      byte[] bytes = new byte[source.remaining()];
      source.read(bytes, 0, bytes.length);
      if (connection.localAddress().endsWith(":16379")) {
        return;
      }
      reader.feed(bytes);
      for (RespValue value = reader.next(); value != null; value = reader.next()) {
        List<String> words = new ArrayList<>();
        for (RespValue item : ((RespValue.Aggregate) value).items()) {
          words.add(((RespValue.Bulk) item).text());
        }
        byte[] reply = answer(words).getBytes(StandardCharsets.ISO_8859_1);
        connection.write(reply, 0, reply.length);
      }
      connection.flush();
    }

    private String answer(List<String> words) {
      if (words.size() < 2) {
        return "+OK\r\n";
      }
      String key = words.get(1);
      byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
      int slot = SlotHash.slotOf(bytes, 0, bytes.length);
      int owner = ownerOf(slot, shared.nodes);
      if (owner != view.myIndex()) {
        return "-MOVED " + slot + " 10.0.0." + (owner + 1) + ":6379\r\n";
      }
      long before = shared.data.getOrDefault(key, 0L);
      String old = before == 0 ? "$-1\r\n" : bulk(Long.toString(before));
      return switch (words.get(0)) {
        case "GET" -> shared.strikes(Plant.INVENTS_A_VALUE, n -> n > 200) ? bulk("4711") : old;
        case "SET" -> {
          spoil();
          if (shared.strikes(Plant.DOES_WHAT_IT_REFUSES, n -> n == 200)) {
            shared.data.put(key, Long.parseLong(words.get(2)));
            yield "-CLUSTERDOWN planted\r\n";
          }
          if (!shared.strikes(Plant.FORGETS_A_WRITE, n -> n == 200)) {
            shared.data.put(key, Long.parseLong(words.get(2)));
          }
          yield old;
        }
        default -> {
          shared.data.merge(key, 1L, Long::sum);
          yield ":" + shared.data.get(key) + "\r\n";
        }
      };
    }

    private void spoil() {
      shared.writes++;
      if (shared.strikes(Plant.LOGS_AN_ERROR, n -> n == 100)) {
        env.log().log(System.Logger.Level.ERROR, "planted at {0}", ip);
      }
      if (shared.strikes(Plant.THROWS, n -> n == 100)) {
        throw new IllegalStateException("planted");
      }
      if (shared.plant == Plant.DEPENDS_ON_IDENTITY) {
        env.log().log(System.Logger.Level.INFO, "at " + System.identityHashCode(new Object()));
      }
    }

    private static String bulk(String text) {
      return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(String cause) {}
  }
}
