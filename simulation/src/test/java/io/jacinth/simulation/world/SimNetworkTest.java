package io.jacinth.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final Owner AT_ONCE = Runnable::run;

  private final World world =
      new World(new Randoms(7), Tuning.draw(new Randoms(7).of("tuning")), new Trace(null));
  private final Machine a = world.addMachine("a", "10.0.0.1", 0);
  private final Machine b = world.addMachine("b", "10.0.0.2", 0);
  private final Recorder server = new Recorder();
  private final Recorder client = new Recorder();

  /** Remembers what a connection brought. */
  private static final class Recorder implements ConnectionHandler {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<String> closed = new ArrayList<>();
    Connection connection;
    int pieces;

    @Override
    public void onConnected(Connection newConnection) {
      connection = newConnection;
    }

    @Override
    public void onBytes(ByteSource source) {
      byte[] piece = new byte[source.remaining()];
      source.read(piece, 0, piece.length);
      bytes.writeBytes(piece);
      pieces++;
    }

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(String cause) {
      closed.add(cause);
    }
  }

  @BeforeEach
  void start() {
    a.start(System.getLogger("a"));
    b.start(System.getLogger("b"));
    world.network().listen(b, AT_ONCE, 6379, c -> server);
  }

  private void pass(double seconds) {
    long endNs = world.nowNs() + (long) (seconds * SECOND_NS);
    while (world.queue().runNext(endNs)) {}
  }

  private void connect() {
    world.network().connect(a, AT_ONCE, b.ip(), 6379, 3_000, client);
    pass(1);
    assertThat(client.connection).isNotNull();
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    return bytes;
  }

  private static void send(Connection connection, byte[] bytes) {
    connection.write(bytes, 0, bytes.length);
    connection.flush();
  }

  @Test
  void bytesArriveInOrderWhateverThePieces() {
    connect();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int i = 1; i < 200; i++) {
      byte[] bytes = pattern(i * 7);
      sent.writeBytes(bytes);
      send(client.connection, bytes);
    }
    pass(5);
    assertThat(server.bytes.toByteArray()).isEqualTo(sent.toByteArray());
    assertThat(server.pieces).isGreaterThan(1);
  }

  @Test
  void whatWasNotFlushedStays() {
    connect();
    client.connection.write(pattern(10), 0, 10);
    pass(1);
    assertThat(server.bytes.size()).isZero();
    assertThat(client.connection.unsentBytes()).isEqualTo(10);
  }

  @Test
  void aCutHoldsBytesAndHealingBringsThem() {
    connect();
    world.network().cut(a, b);
    send(client.connection, pattern(100));
    send(server.connection, pattern(50));
    pass(10);
    assertThat(server.bytes.size()).isZero();
    assertThat(client.bytes.size()).as("the other direction is open").isEqualTo(50);
    send(client.connection, pattern(1));
    world.network().mend(a, b);
    pass(2);
    assertThat(server.bytes.size()).isEqualTo(101);
    assertThat(server.closed).isEmpty();
  }

  @Test
  void nestedCutsNeedAsManyMends() {
    connect();
    world.network().cut(a, b);
    world.network().cut(a, b);
    send(client.connection, pattern(1));
    world.network().mend(a, b);
    pass(3);
    assertThat(server.bytes.size()).isZero();
    world.network().mend(a, b);
    pass(3);
    assertThat(server.bytes.size()).isEqualTo(1);
  }

  @Test
  void nobodyListens() {
    world.network().connect(a, AT_ONCE, b.ip(), 1, 3_000, client);
    pass(1);
    assertThat(client.closed).containsExactly("Connection refused");
  }

  @Test
  void diallingThroughACutTimesOut() {
    world.network().cut(b, a);
    world.network().connect(a, AT_ONCE, b.ip(), 6379, 3_000, client);
    pass(2.9);
    assertThat(client.closed).isEmpty();
    pass(0.2);
    assertThat(client.closed).containsExactly("Connection timed out");
  }

  @Test
  void aKilledProcessStillSendsWhatItsKernelTook() {
    connect();
    send(server.connection, pattern(100));
    b.die(Machine.Death.KILL);
    pass(1);
    assertThat(client.bytes.size()).isEqualTo(100);
    assertThat(client.closed).containsExactly("");
    assertThat(server.closed).as("the dead hear nothing").isEmpty();
  }

  @Test
  void aLostMachineLeavesAHalfOpenPeerThatIsResetAfterTheReturn() {
    connect();
    b.die(Machine.Death.POWER);
    pass(1);
    send(client.connection, pattern(3));
    pass(5);
    assertThat(client.closed).isEmpty();
    b.start(System.getLogger("b"));
    send(client.connection, pattern(3));
    pass(1);
    assertThat(client.closed).containsExactly("Connection reset by peer");
  }

  @Test
  void closeAfterFlushSendsEverythingFirst() {
    connect();
    byte[] big = pattern(3_000_000);
    send(client.connection, big);
    client.connection.closeAfterFlush();
    pass(5);
    assertThat(server.bytes.toByteArray()).isEqualTo(big);
    assertThat(server.closed).containsExactly("");
    assertThat(client.closed).containsExactly("");
  }

  @Test
  void aResetEndsBothSides() {
    connect();
    send(client.connection, pattern(3));
    assertThat(world.network().reset(a, b)).isEqualTo(2);
    pass(1);
    assertThat(client.closed).containsExactly("Connection reset by peer");
    assertThat(server.closed).containsExactly("Connection reset by peer");
    assertThat(server.bytes.size()).isZero();
  }

  @Test
  void aReaderThatPausesFillsTheWindow() {
    connect();
    server.connection.pauseReading(true);
    for (int i = 0; i < 100; i++) {
      send(client.connection, pattern(100_000));
    }
    pass(1);
    assertThat(server.bytes.size()).isZero();
    assertThat(client.connection.unsentBytes()).isPositive();
    server.connection.pauseReading(false);
    pass(20);
    assertThat(server.bytes.size()).isEqualTo(10_000_000);
    assertThat(client.connection.unsentBytes()).isZero();
  }
}
