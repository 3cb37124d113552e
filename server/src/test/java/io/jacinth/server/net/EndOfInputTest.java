package io.jacinth.server.net;

import static io.jacinth.server.net.TestLoops.listen;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How a peer's end is seen. A client that has gone is gone at once: it may have waited for a key
 * that others push to. One that has only said all it wants to say is still answered.
 */
@Timeout(60)
class EndOfInputTest {
  private static final long FOREVER = Long.MAX_VALUE;

  @RegisterExtension private final TestLoops loops = new TestLoops();

  private static final class Closes implements ConnectionHandler {
    final BlockingQueue<Long> nanos = new LinkedBlockingQueue<>();

    @Override
    public void onConnected(Connection opened) {}

    @Override
    public void onBytes(ByteSource source) {}

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(String cause) {
      nanos.add(System.nanoTime());
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aCloseDoesNotWaitForTheNextTimer(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Closes closes = new Closes();
    Listener listener = listen(loop, closes);
    // The loop's longest wait is a second, and after a close that ended a wait a new one begins.
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
      socket.getOutputStream().write('x');
      long start = System.nanoTime();
      socket.close();
      Long end = closes.nanos.poll(20, TimeUnit.SECONDS);
      assertThat(end).isNotNull();
      shortest = Math.min(shortest, end - start);
    }
    assertThat(TimeUnit.NANOSECONDS.toMillis(shortest)).isLessThan(500);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aResetIsNamed(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Recorder server = new Recorder(false);
    Listener listener = listen(loop, server);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    assertThat(server.next()).isEqualTo("connected");
    socket.setSoLinger(true, 0);
    socket.close();
    assertThat(server.untilClosed()).isEqualTo("closed:Connection reset by peer");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aClientThatEndsItsSideStillGetsItsReply(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    AtomicInteger owed = new AtomicInteger();
    List<Recorder> servers = new ArrayList<>();
    Recorder server =
        new Recorder(false) {
          @Override
          public void onBytes(ByteSource source) {
            super.onBytes(source);
            owed.set(3);
          }

          @Override
          public boolean hasUnfinishedInput() {
            return owed.get() > 0;
          }
        };
    servers.add(server);
    // Answers only in its third turn, when the end of the input is long known, and at length.
    byte[] answer = new byte[32 * 1024 * 1024];
    Arrays.fill(answer, (byte) 'x');
    loop.run(() -> {
      Connection connection = servers.getFirst().connection;
      if (connection != null && owed.get() > 0 && owed.decrementAndGet() == 0) {
        connection.pauseReading(true);
        connection.write(answer, 0, answer.length);
        connection.flush();
        connection.pauseReading(false);
      }
      return owed.get() > 0 ? 0 : FOREVER;
    });
    Listener listener = listen(loop, server);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.getOutputStream().write("ask".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertThat(Arrays.equals(socket.getInputStream().readAllBytes(), answer)).isTrue();
    }
    assertThat(server.untilClosed()).isEqualTo("closed:");
  }
}
