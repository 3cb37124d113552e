package io.jacinth.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections come about, or do not: those that are dialled, and those at a listener. */
@Timeout(60)
class DialAndListenTest {
  private static final long FOREVER = Long.MAX_VALUE;

  @RegisterExtension private final TestLoops loops = new TestLoops();

  @ParameterizedTest
  @EnumSource(Transport.class)
  void saysWhyAConnectionCouldNotBeOpened(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    int closedPort = closedPort();
    Recorder refused = new Recorder(false);
    loop.connect("127.0.0.1", closedPort, "", 5000, refused);
    assertThat(refused.next()).isEqualTo("closed:Connection refused");

    Recorder unknown = new Recorder(false);
    // A label longer than names may have: no server on the network is asked for it.
    loop.connect("x".repeat(64) + ".invalid", closedPort, "", 5000, unknown);
    assertThat(unknown.next()).isEqualTo("closed:Name or service not known");
  }

  /** A socket left open after a refused dial is always ready, and its loop never sleeps again. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRefusedDialLeavesNoSocketBehind(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    int closedPort = closedPort();
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

  /** Where nobody listens. */
  private static int closedPort() throws IOException {
    try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return reserved.getLocalPort();
    }
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPortInUseIsNamed(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
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
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    Path directory = Files.createTempDirectory("jacinth");
    Path path = directory.resolve("s");
    Recorder server = new Recorder(true);
    Listener listener =
        loop.thread().call(() -> Listener.unix(loop.thread(), path, "s", 0700, 511, c -> server));
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(ByteBuffer.wrap("hi".getBytes(StandardCharsets.US_ASCII)));
      InputStream in = Channels.newInputStream(channel);
      assertThat(new String(in.readNBytes(2), StandardCharsets.US_ASCII)).isEqualTo("hi");
      assertThat(server.connection.isLocal()).isTrue();
      assertThat(server.connection.remoteAddress()).isEqualTo("s:0");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    } finally {
      listener.close();
      Files.deleteIfExists(path);
      Files.delete(directory);
    }
  }
}
