package io.jacinth.server.net;

import static io.jacinth.server.net.TestLoops.listen;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.node.env.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes over a connection, both ways, faster and slower than the peer takes or sends them. */
@Timeout(60)
class NettyConnectionTest {
  private static final long FOREVER = Long.MAX_VALUE;

  @RegisterExtension private final TestLoops loops = new TestLoops();

  @ParameterizedTest
  @EnumSource(Transport.class)
  void echoesAndReportsAnOrderlyClose(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Recorder server = new Recorder(true);
    Listener listener = listen(loop, server);
    Recorder client = new Recorder(false);
    loop.connect("127.0.0.1", listener.port(), "", 5000, client);

    assertThat(client.next()).isEqualTo("connected");
    Connection connection = client.connection;
    loop.thread()
        .call(() -> {
          connection.write("hello".getBytes(StandardCharsets.US_ASCII), 0, 5);
          connection.flush();
          return null;
        });
    String echoed = client.next();
    while (echoed.equals("drained")) {
      echoed = client.next();
    }
    assertThat(echoed).isEqualTo("hello");
    assertThat(connection.remoteAddress()).isEqualTo("127.0.0.1:" + listener.port());
    assertThat(connection.isLocal()).isFalse();
    loop.thread()
        .call(() -> {
          connection.close();
          return null;
        });
    assertThat(client.untilClosed()).isEqualTo("closed:");
    assertThat(server.untilClosed()).isEqualTo("closed:");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void sendsMoreThanTheSystemTakesAtOnce(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Recorder server = new Recorder(false);
    Listener listener = listen(loop, server);
    byte[] large = new byte[20 * 1024 * 1024];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + (i >> 13));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      assertThat(server.next()).isEqualTo("connected");
      Connection connection = server.connection;
      long unsent =
          loop.thread()
              .call(() -> {
                connection.write(large, 0, large.length);
                connection.flush();
                return connection.unsentBytes();
              });
      assertThat(unsent).isGreaterThan(1024 * 1024);
      assertThat(server.events).doesNotContain("drained");
      byte[] got = socket.getInputStream().readNBytes(large.length);
      assertThat(Arrays.equals(got, large)).isTrue();
      assertThat(server.next()).isEqualTo("drained");
      assertThat(loop.thread().<Long>call(connection::unsentBytes)).isZero();
    }
  }

  /** A write that ends with a full buffer, and a short one behind it, before one flush. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aShortWriteBehindFullBuffersIsNotSentFirst(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Recorder server = new Recorder(false);
    Listener listener = listen(loop, server);
    byte[] all = new byte[3 * 64 * 1024 + 70];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 31 + (i >> 13));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      assertThat(server.next()).isEqualTo("connected");
      Connection connection = Objects.requireNonNull(server.connection);
      loop.thread()
          .call(() -> {
            connection.write(all, 0, all.length - 70);
            connection.write(all, all.length - 70, 70);
            connection.flush();
            return null;
          });
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().readNBytes(all.length)).isEqualTo(all);
    }
  }

  /** Small replies share a buffer among connections; order and content must not show it. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void writesOfTwoConnectionsStayApartAndInOrder(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Recorder first = new Recorder(false);
    Recorder second = new Recorder(false);
    Listener toFirst = listen(loop, first);
    Listener toSecond = listen(loop, second);
    byte[] large = new byte[12 * 1024 * 1024];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + (i >> 13));
    }
    InetAddress local = InetAddress.getLoopbackAddress();
    try (Socket a = new Socket(local, toFirst.port());
        Socket b = new Socket(local, toSecond.port())) {
      assertThat(first.next()).isEqualTo("connected");
      assertThat(second.next()).isEqualTo("connected");
      Connection one = first.connection;
      Connection two = second.connection;
      loop.thread()
          .call(() -> {
            SplittableRandom random = new SplittableRandom(5);
            int[] sent = new int[2];
            while (sent[0] < large.length || sent[1] < large.length) {
              int which = random.nextInt(2);
              int most = random.nextInt(4) == 0 ? 100_000 : 300;
              // 64 KiB fill a buffer exactly: it is with the channel then, and not flushed.
              int wanted = random.nextInt(8) == 0 ? 64 * 1024 : random.nextInt(most);
              int length = Math.min(wanted, large.length - sent[which]);
              Connection target = which == 0 ? one : two;
              target.write(large, sent[which], length);
              sent[which] += length;
              if (random.nextInt(3) > 0) {
                target.flush();
              }
            }
            one.flush();
            two.closeAfterFlush();
            return null;
          });
      assertThat(b.getInputStream().readAllBytes()).isEqualTo(large);
      assertThat(a.getInputStream().readNBytes(large.length)).isEqualTo(large);
      assertThat(loop.thread().<Long>call(one::unsentBytes)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void closeAfterFlushSendsEverythingFirst(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Recorder server = new Recorder(false);
    Listener listener = listen(loop, server);
    byte[] large = new byte[8 * 1024 * 1024];
    Arrays.fill(large, (byte) 'x');
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      assertThat(server.next()).isEqualTo("connected");
      Connection connection = server.connection;
      loop.thread()
          .call(() -> {
            connection.write(large, 0, large.length);
            connection.closeAfterFlush();
            return null;
          });
      assertThat(socket.getInputStream().readAllBytes()).hasSize(large.length);
      assertThat(server.untilClosed()).isEqualTo("closed:");
    }
  }

  /** A long reply goes on when its first part is sent, not when something else happens. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void theTurnAfterDrainingComesAtOnce(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    byte[] part = new byte[8 * 1024 * 1024];
    int parts = 20;
    AtomicInteger left = new AtomicInteger(parts);
    AtomicBoolean wants = new AtomicBoolean(true);
    Recorder server =
        new Recorder(false) {
          @Override
          public void onDrained() {
            wants.set(true);
          }
        };
    loop.run(() -> {
      Connection connection = server.connection;
      if (connection != null && wants.getAndSet(false)) {
        while (left.get() > 0 && connection.unsentBytes() == 0) {
          connection.write(part, 0, part.length);
          connection.flush();
          left.decrementAndGet();
        }
        if (left.get() == 0) {
          connection.closeAfterFlush();
        }
      }
      return FOREVER;
    });
    Listener listener = listen(loop, server);
    long start = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(20_000);
      socket.getInputStream().skipNBytes((long) parts * part.length);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    // A wait for the timer would be a second for each part.
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(parts / 2);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void pausedReadingLeavesTheBytesWithThePeer(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Recorder server =
        new Recorder(false) {
          @Override
          public void onConnected(Connection opened) {
            opened.pauseReading(true);
            super.onConnected(opened);
          }
        };
    Listener listener = listen(loop, server);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      assertThat(server.next()).isEqualTo("connected");
      Connection connection = server.connection;
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(() -> {
            try {
              socket.getOutputStream().write(new byte[32 * 1024 * 1024]);
            } catch (IOException failed) {
              throw new IllegalStateException(failed);
            }
          });
      // A transport may have had one read under way; 32 MiB it cannot have taken.
      for (int i = 0; i < 200; i++) {
        loop.thread().call(() -> null);
      }
      assertThat(server.bytes.get()).isLessThan(16 * 1024 * 1024);
      assertThat(sender).isNotDone();
      loop.thread()
          .call(() -> {
            connection.pauseReading(false);
            return null;
          });
      sender.get(30, TimeUnit.SECONDS);
      while (server.bytes.get() < 32L * 1024 * 1024) {
        assertThat(server.next()).isNotEqualTo("nothing");
      }
    }
  }
}
