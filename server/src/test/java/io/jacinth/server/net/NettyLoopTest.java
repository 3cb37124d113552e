package io.jacinth.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Mailbox;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops and connections over the loopback interface, on each transport of the machine. */
@Timeout(60)
class NettyLoopTest {
  private static final long FOREVER = Long.MAX_VALUE;

  private @Nullable NettyThread thread;
  private final BlockingQueue<Throwable> crashes = new LinkedBlockingQueue<>();

  private NettyLoop loop(Transport transport) {
    try {
      Transport.choose(transport.name().toLowerCase(java.util.Locale.ROOT));
    } catch (IllegalArgumentException unavailable) {
      Assumptions.abort(unavailable.getMessage());
    }
    thread = new NettyThread("test", transport, (loop, failure) -> crashes.add(failure));
    return thread.newLoop();
  }

  @AfterEach
  void end() throws InterruptedException {
    NettyThread running = thread;
    if (running != null) {
      running.close();
      assertThat(running.join(5000)).as("the thread ends").isTrue();
    }
    assertThat(crashes).isEmpty();
  }

  /** Collects what arrives; echoes it if asked to. */
  private static class Recorder implements ConnectionHandler {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final AtomicLong bytes = new AtomicLong();
    final boolean echo;
    @Nullable Connection connection;

    Recorder(boolean echo) {
      this.echo = echo;
    }

    @Override
    public void onConnected(Connection opened) {
      connection = opened;
      events.add("connected");
    }

    @Override
    public void onBytes(ByteSource source) {
      byte[] taken = new byte[source.remaining()];
      source.read(taken, 0, taken.length);
      bytes.addAndGet(taken.length);
      if (echo) {
        Connection target = connection;
        if (target != null) {
          target.write(taken, 0, taken.length);
          target.flush();
        }
      } else {
        events.add(new String(taken, StandardCharsets.ISO_8859_1));
      }
    }

    @Override
    public void onDrained() {
      events.add("drained");
    }

    @Override
    public void onClosed(String cause) {
      events.add("closed:" + cause);
    }

    String next() throws InterruptedException {
      String event = events.poll(20, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }
  }

  private static Listener listen(NettyLoop loop, ConnectionHandler handler) throws Exception {
    return loop.thread()
        .call(() ->
            Listener.tcp(
                loop.thread(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                511,
                () -> 300,
                connection -> handler));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void echoesAndReportsAnOrderlyClose(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
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
    assertThat(untilClosed(client)).isEqualTo("closed:");
    assertThat(untilClosed(server)).isEqualTo("closed:");
  }

  private static String untilClosed(Recorder recorder) throws InterruptedException {
    String event = recorder.next();
    while (!event.startsWith("closed") && !event.equals("nothing")) {
      event = recorder.next();
    }
    return event;
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void saysWhyAConnectionCouldNotBeOpened(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    loop.run(() -> FOREVER);
    int closedPort;
    try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = reserved.getLocalPort();
    }
    Recorder refused = new Recorder(false);
    loop.connect("127.0.0.1", closedPort, "", 5000, refused);
    assertThat(refused.next()).isEqualTo("closed:Connection refused");

    Recorder unknown = new Recorder(false);
    loop.connect("no-such-host.invalid", closedPort, "", 5000, unknown);
    assertThat(unknown.next()).isEqualTo("closed:Name or service not known");
  }

  /** A socket left open after a refused dial is always ready, and its loop never sleeps again. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRefusedDialLeavesNoSocketBehind(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    loop.run(() -> FOREVER);
    int closedPort;
    try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = reserved.getLocalPort();
    }
    Recorder refused = new Recorder(false);
    int dials = 200;
    long openBefore = openFiles();
    for (int i = 0; i < dials; i++) {
      loop.connect("127.0.0.1", closedPort, "", 5000, refused);
      assertThat(refused.next()).isEqualTo("closed:Connection refused");
    }
    loop.thread().call(() -> null);
    assertThat(openFiles() - openBefore).isLessThan(dials / 2);
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aResetIsNamed(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    loop.run(() -> FOREVER);
    Recorder server = new Recorder(false);
    Listener listener = listen(loop, server);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    assertThat(server.next()).isEqualTo("connected");
    socket.setSoLinger(true, 0);
    socket.close();
    assertThat(untilClosed(server)).isEqualTo("closed:Connection reset by peer");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void sendsMoreThanTheSystemTakesAtOnce(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
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
    NettyLoop loop = loop(transport);
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
    NettyLoop loop = loop(transport);
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
    NettyLoop loop = loop(transport);
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
      assertThat(untilClosed(server)).isEqualTo("closed:");
    }
  }

  /** A long reply goes on when its first part is sent, not when something else happens. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void theTurnAfterDrainingComesAtOnce(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
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
  void aClientThatEndsItsSideStillGetsItsReply(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
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
    assertThat(untilClosed(server)).isEqualTo("closed:");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void pausedReadingLeavesTheBytesWithThePeer(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
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

  @ParameterizedTest
  @EnumSource(Transport.class)
  void messagesKeepTheOrderOfEachSender(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    int senders = 4;
    int each = 50_000;
    int[] last = new int[senders];
    CountDownLatch all = new CountDownLatch(senders * each);
    AtomicInteger outOfOrder = new AtomicInteger();
    // Two mailboxes in turn: the order holds across them.
    Mailbox<int[]> even = loop.mailbox(message -> take(message, last, outOfOrder, all));
    Mailbox<int[]> odd = loop.mailbox(message -> take(message, last, outOfOrder, all));
    loop.run(() -> FOREVER);
    List<Thread> threads = new ArrayList<>();
    for (int sender = 0; sender < senders; sender++) {
      int id = sender;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 1; i <= each; i++) {
                  (i % 2 == 0 ? even : odd).put(new int[] {id, i});
                }
              }));
    }
    for (Thread sender : threads) {
      sender.join();
    }
    assertThat(all.await(20, TimeUnit.SECONDS)).as("nothing is left lying").isTrue();
    assertThat(outOfOrder).hasValue(0);
  }

  private static void take(int[] message, int[] last, AtomicInteger wrong, CountDownLatch all) {
    if (message[1] != last[message[0]] + 1) {
      wrong.incrementAndGet();
    }
    last[message[0]] = message[1];
    all.countDown();
  }

  /** A lost wake-up would cost a second each; the loop sleeps between the messages. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aSleepingLoopIsWokenByEveryMessage(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    loop.run(() -> FOREVER);
    BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    Mailbox<Integer> mailbox = loop.mailbox(answers::add);
    long start = System.nanoTime();
    for (int i = 0; i < 3000; i++) {
      mailbox.put(i);
      assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
    }
    // 3000 sleeps that run into their limit would take 50 minutes; one in a hundred still 30 s.
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  /** Deadlines are kept to about a millisecond: the median must not be a scheduler's tick. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void turnsComeWhenTheyAreDue(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    int rounds = 60;
    long[] lateNanos = new long[rounds];
    AtomicInteger round = new AtomicInteger(-1);
    AtomicLong due = new AtomicLong();
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.run(() -> {
      long now = loop.monoMs();
      if (now < due.get()) {
        return due.get();
      }
      int current = round.getAndIncrement();
      if (current >= 0 && current < rounds) {
        lateNanos[current] = loop.monoNanos() - due.get() * 1_000_000;
      }
      if (current >= rounds - 1) {
        done.complete(null);
        return FOREVER;
      }
      due.set(now + 3 + current % 17);
      return due.get();
    });
    done.get(20, TimeUnit.SECONDS);
    Arrays.sort(lateNanos);
    assertThat(lateNanos[0]).isNotNegative();
    assertThat(lateNanos[rounds / 2]).isLessThan(5_000_000);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void severalLoopsShareAThread(Transport transport) throws Exception {
    NettyLoop first = loop(transport);
    NettyLoop second = first.thread().newLoop();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Mailbox<String> toFirst = first.mailbox(text -> seen.add("first " + text));
    Mailbox<String> toSecond =
        second.mailbox(text -> {
          seen.add("second " + text);
          toFirst.put(text);
        });
    first.run(() -> FOREVER);
    second.run(() -> FOREVER);
    toSecond.put("one");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("second one");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("first one");
    first.stop();
    toSecond.put("two");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("second two");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aLoopThatThrowsIsReportedAndTheOthersGoOn(Transport transport) throws Exception {
    NettyLoop bad = loop(transport);
    NettyLoop good = bad.thread().newLoop();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Mailbox<String> toGood = good.mailbox(seen::add);
    good.run(() -> FOREVER);
    bad.run(() -> {
      throw new IllegalStateException("on purpose");
    });
    assertThat(crashes.poll(10, TimeUnit.SECONDS)).hasMessage("on purpose");
    toGood.put("still here");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("still here");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPortInUseIsNamed(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    loop.run(() -> FOREVER);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      assertThatThrownBy(() ->
              loop.thread()
                  .call(() ->
                      Listener.tcp(loop.thread(), address, 1, () -> 0, c -> new Recorder(false))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void unixSocketsWork(Transport transport) throws Exception {
    NettyLoop loop = loop(transport);
    loop.run(() -> FOREVER);
    java.nio.file.Path directory = java.nio.file.Files.createTempDirectory("jacinth");
    java.nio.file.Path path = directory.resolve("s");
    Recorder server = new Recorder(true);
    Listener listener =
        loop.thread().call(() -> Listener.unix(loop.thread(), path, "s", 0700, 511, c -> server));
    try (var channel =
        java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(path))) {
      channel.write(java.nio.ByteBuffer.wrap("hi".getBytes(StandardCharsets.US_ASCII)));
      InputStream in = java.nio.channels.Channels.newInputStream(channel);
      assertThat(new String(in.readNBytes(2), StandardCharsets.US_ASCII)).isEqualTo("hi");
      assertThat(server.connection.isLocal()).isTrue();
      assertThat(server.connection.remoteAddress()).isEqualTo("s:0");
      assertThat(
              java.nio.file.attribute.PosixFilePermissions.toString(
                  java.nio.file.Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    } finally {
      listener.close();
      java.nio.file.Files.deleteIfExists(path);
      java.nio.file.Files.delete(directory);
    }
  }
}
