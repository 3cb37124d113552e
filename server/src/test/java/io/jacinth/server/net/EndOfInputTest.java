package io.jacinth.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that has gone is gone at once: it may have waited for a key that others push to. */
@Timeout(60)
class EndOfInputTest {
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
    try {
      Transport.choose(transport.name().toLowerCase(java.util.Locale.ROOT));
    } catch (IllegalArgumentException unavailable) {
      Assumptions.abort(unavailable.getMessage());
    }
    BlockingQueue<Throwable> crashes = new LinkedBlockingQueue<>();
    NettyThread thread =
        new NettyThread("test", transport, (loop, failure) -> crashes.add(failure));
    NettyLoop loop = thread.newLoop();
    loop.run(() -> Long.MAX_VALUE);
    Closes closes = new Closes();
    Listener listener =
        thread.call(() ->
            Listener.tcp(
                thread,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                511,
                () -> 300,
                connection -> closes));
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
    thread.close();
    assertThat(thread.join(5000)).isTrue();
    assertThat(crashes).isEmpty();
    assertThat(TimeUnit.NANOSECONDS.toMillis(shortest)).isLessThan(500);
  }
}
