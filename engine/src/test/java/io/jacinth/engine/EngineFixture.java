package io.jacinth.engine;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.ConfigFileAccess;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.keyspace.DatabaseFlush;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ClientTransport;
import io.jacinth.resp.Argv;
import io.jacinth.resp.Numbers;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.resp.RequestParser;
import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import io.jacinth.store.Store;
import io.jacinth.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine with a real store, a clock that stands until it is moved, and an in-memory host. */
public final class EngineFixture implements EngineHost, AutoCloseable {
  public static final String MY_ID = "a".repeat(40);
  public static final String OTHER_ID = "b".repeat(40);

  public final Config config = new Config();
  public final Store store;
  public final ReplicationState replication;
  public final WriteLease lease = new WriteLease(WriteLease.FOREVER);
  public final Engine engine;
  public final List<ClusterRequest> requests = new ArrayList<>();
  public final List<ClientSession> closed = new ArrayList<>();
  public final List<String> shutdowns = new ArrayList<>();

  /** Messages for other nodes: {@code all channel message} or {@code shard channel message}. */
  public final List<String> published = new ArrayList<>();

  /** What CONFIG REWRITE wrote last. */
  public byte[] rewritten = new byte[0];

  public long wallMs = 1_700_000_000_000L;
  public long monoMs = 1000;
  public Runnable whileBusy = () -> monoMs++;

  /** How long every look at the clock takes. */
  public long nanosPerLook;

  private final long emptyBytes;
  private long lookedNanos;
  private int nextFd = 8;

  private EngineFixture(boolean cluster, long storeBytesMax, List<CommandFamily> more) {
    store = new Store(new StoreSettings(1, 2, storeBytesMax), Runnable::run);
    config.put(ClusterOptions.CLUSTER_ENABLED, cluster);
    config.put(GeneralOptions.ENABLE_DEBUG_COMMAND, "yes");
    System.Logger log = System.getLogger("test");
    replication = new ReplicationState(1 << 20, new Random(3), log);
    engine =
        new Engine(
            config,
            store,
            new Random(7),
            log,
            () -> monoMs * 1_000_000 + (lookedNanos += nanosPerLook),
            this,
            replication,
            lease,
            more);
    tick(0);
    emptyBytes = store.usedBytes();
  }

  public static EngineFixture standalone(CommandFamily... more) {
    return new EngineFixture(false, StoreSettings.ADDRESSABLE_BYTES, List.of(more));
  }

  /** A node whose store ends early. */
  public static EngineFixture withStoreOf(long bytesMax) {
    return new EngineFixture(false, bytesMax, List.of());
  }

  /** A node of a cluster that owns all slots. */
  public static EngineFixture cluster(CommandFamily... more) {
    EngineFixture fixture = new EngineFixture(true, StoreSettings.ADDRESSABLE_BYTES, List.of(more));
    fixture.engine.apply(
        new io.jacinth.cluster.admin.EngineEffect.AdoptView(
            fixture.view(ClusterView.State.OK, 0, SlotHash.SLOTS - 1)));
    return fixture;
  }

  /** Two primaries: this one owns the slots from first to last, the other the rest. */
  public ClusterView view(ClusterView.State state, int firstSlot, int lastSlot) {
    short[] owners = new short[SlotHash.SLOTS];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = (short) (i >= firstSlot && i <= lastSlot ? 0 : 1);
    }
    return view(state, owners, new TreeMap<>(), new TreeMap<>());
  }

  public ClusterView view(
      ClusterView.State state,
      short[] owners,
      TreeMap<Integer, Integer> migrating,
      TreeMap<Integer, Integer> importing) {
    return new ClusterView(
        1,
        state,
        "",
        1,
        2,
        List.of(node(MY_ID, 7001), node(OTHER_ID, 7002)),
        0,
        owners,
        migrating,
        importing,
        false);
  }

  private static NodeView node(String id, int port) {
    return new NodeView(
        id,
        "c".repeat(40),
        "127.0.0.1",
        port,
        0,
        port + 10000,
        "",
        true,
        null,
        NodeView.Health.OK,
        1,
        SlotSet.EMPTY);
  }

  /** Moves both clocks and lets the engine look. */
  public EngineFixture tick(long millis) {
    wallMs += millis;
    monoMs += millis;
    engine.turn().set(wallMs, monoMs * 1_000_000);
    engine.beforeSleep();
    return this;
  }

  public ClientSession open() {
    int fd = nextFd++;
    return engine.open(new Transport(fd));
  }

  /** Runs the words of a line, split at blanks; returns all bytes the session has to send. */
  public String run(ClientSession session, String line) {
    return raw(session, words(line));
  }

  public String raw(ClientSession session, byte[]... words) {
    QueryBuffer buffer = new QueryBuffer();
    byte[] request = encode(words);
    buffer.append(request, 0, request.length);
    RequestParser parser = new RequestParser();
    parser.sink(engine.bulkSink(session));
    parser.parse(buffer);
    engine.execute(session, parser.argv());
    return sent(session);
  }

  /** What the session has to send, as text, one char per byte; and forgets it. */
  public String sent(ClientSession session) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    session.reply().writeTo(out::write, Long.MAX_VALUE);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** Runs a line and shows the reply on one line. */
  public String show(ClientSession session, String line) {
    RespReader reader = new RespReader();
    reader.feed(run(session, line).getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder all = new StringBuilder();
    for (RespValue value = reader.next(); value != null; value = reader.next()) {
      all.append(all.isEmpty() ? "" : " | ").append(value.show());
    }
    return all.toString();
  }

  /** The replication stream since it was activated, one command per line. */
  public List<String> stream() {
    var cursor = replication.stream().cursorAt(replication.stream().firstByteOffset());
    QueryBuffer buffer = new QueryBuffer();
    while (cursor.read(buffer::append, 1 << 20) > 0) {
      // block by block
    }
    RequestParser parser = new RequestParser();
    List<String> commands = new ArrayList<>();
    while (parser.parse(buffer) == RequestParser.Status.COMMAND) {
      commands.add(parser.argv().toString());
    }
    return commands;
  }

  public static byte[][] words(String line) {
    if (line.isEmpty()) {
      return new byte[0][];
    }
    String[] parts = line.split(" ");
    byte[][] words = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      words[i] = (parts[i].equals("\"\"") ? "" : parts[i]).getBytes(StandardCharsets.ISO_8859_1);
    }
    return words;
  }

  public static byte[] encode(byte[]... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (byte[] word : words) {
      out.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(word);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    return out.toByteArray();
  }

  public static Argv argv(String line) {
    return Argv.of(words(line));
  }

  @Override
  public void submit(ClusterRequest request) {
    requests.add(request);
  }

  @Override
  public void requestShutdown(int flags, ClientSession session) {
    shutdowns.add(Integer.toString(flags));
  }

  @Override
  public boolean abortShutdown() {
    return !shutdowns.isEmpty();
  }

  @Override
  public void closeSession(ClientSession session) {
    closed.add(session);
  }

  @Override
  public void dropSession(ClientSession session) {
    closed.add(session);
  }

  @Override
  public void publish(boolean sharded, byte[] channel, byte[] message) {
    published.add(
        (sharded ? "shard " : "all ")
            + new String(channel, StandardCharsets.ISO_8859_1)
            + ' '
            + new String(message, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void turnWhileBusy() {
    whileBusy.run();
  }

  /** In memory: CONFIG REWRITE is for tests with files. */
  @Override
  public ConfigFileAccess configFile() {
    return new ConfigFileAccess() {
      @Override
      public byte @Nullable [] read(String path) {
        return null;
      }

      @Override
      public void replace(String path, byte[] content, Consumer<@Nullable IOException> answer) {
        rewritten = content;
        answer.accept(null);
      }
    };
  }

  @Override
  public HostFacts facts() {
    return HostFacts.NONE;
  }

  @Override
  public void close() {
    for (ClientSession session : new ArrayList<>(engine.sessions().all())) {
      engine.close(session);
    }
    replication.stream().deactivate();
    DatabaseFlush.flushAll(engine.keyspace(), false);
    for (int i = 0; store.freeQueue().freeSome(1000) > 0; i++) {
      if (i > 1_000_000) {
        throw new AssertionError("freeing does not end");
      }
    }
    long left = store.usedBytes() - emptyBytes;
    store.close();
    if (left != 0) {
      throw new AssertionError(left + " bytes are still in use after FLUSHALL");
    }
  }

  private record Transport(int fd) implements ClientTransport {
    @Override
    public String remoteAddress() {
      return "127.0.0.1:" + (50000 + fd);
    }

    @Override
    public String localAddress() {
      return "127.0.0.1:6379";
    }

    @Override
    public long unsentBytes() {
      return 0;
    }

    @Override
    public int queryBufferBytes() {
      return 0;
    }

    @Override
    public int queryBufferFreeBytes() {
      return 20474 + Numbers.longLength(0) - 1;
    }

    @Override
    public boolean isLocal() {
      return false;
    }
  }
}
