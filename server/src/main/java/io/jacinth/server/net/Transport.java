package io.jacinth.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Which of the system's ways to wait for sockets is used. */
public enum Transport {
  EPOLL {
    @Override
    IoHandlerFactory ioHandlers() {
      return KeptEpoll.newFactory();
    }

    @Override
    Channel dialler() {
      return new EpollSocketChannel();
    }

    @Override
    ServerChannel listener(SocketProtocolFamily family) {
      return new EpollServerSocketChannel(family);
    }

    @Override
    ServerChannel unixListener() {
      return new EpollServerDomainSocketChannel();
    }

    @Override
    SocketAddress unixAddress(Path path) {
      return new DomainSocketAddress(path.toFile());
    }

    @Override
    void keepAlive(Channel channel, int seconds) {
      if (!(channel instanceof EpollDomainSocketChannel)) {
        ChannelConfig config = channel.config();
        config.setOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
        config.setOption(EpollChannelOption.TCP_KEEPINTVL, Math.max(1, seconds / 3));
        config.setOption(EpollChannelOption.TCP_KEEPCNT, 3);
      }
    }
  },

  IO_URING {
    @Override
    IoHandlerFactory ioHandlers() {
      // A completion queue that overflows collapses the throughput; it costs 16 bytes an entry.
      return IoUringIoHandler.newFactory(
          new IoUringIoHandlerConfig().setRingSize(1024).setCqSize(16_384));
    }

    @Override
    Channel dialler() {
      return new IoUringSocketChannel();
    }

    @Override
    ServerChannel listener(SocketProtocolFamily family) {
      return new IoUringServerSocketChannel();
    }

    @Override
    ServerChannel unixListener() {
      return new IoUringServerDomainSocketChannel();
    }

    @Override
    SocketAddress unixAddress(Path path) {
      return new DomainSocketAddress(path.toFile());
    }

    @Override
    void keepAlive(Channel channel, int seconds) {
      if (channel instanceof IoUringSocketChannel) {
        ChannelConfig config = channel.config();
        config.setOption(IoUringChannelOption.TCP_KEEPIDLE, seconds);
        config.setOption(IoUringChannelOption.TCP_KEEPINTVL, Math.max(1, seconds / 3));
        config.setOption(IoUringChannelOption.TCP_KEEPCNT, 3);
      }
    }
  },

  NIO {
    @Override
    void onlyIpv6(ServerChannel channel) {
      // Dual it stays; see separatesFamilies.
    }

    @Override
    public boolean separatesFamilies() {
      return false;
    }

    @Override
    IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    Channel dialler() {
      return new NioSocketChannel();
    }

    @Override
    ServerChannel listener(SocketProtocolFamily family) {
      return new NioServerSocketChannel(java.nio.channels.spi.SelectorProvider.provider(), family);
    }

    @Override
    ServerChannel unixListener() {
      return new NioServerDomainSocketChannel();
    }

    @Override
    SocketAddress unixAddress(Path path) {
      return UnixDomainSocketAddress.of(path);
    }

    @Override
    void keepAlive(Channel channel, int seconds) {
      // The system's default interval; SO_KEEPALIVE itself is on.
    }
  };

  static {
    NettyDefaults.apply(); // nothing reaches Netty but through a transport
  }

  abstract IoHandlerFactory ioHandlers();

  abstract Channel dialler();

  abstract ServerChannel listener(SocketProtocolFamily family);

  abstract ServerChannel unixListener();

  abstract SocketAddress unixAddress(Path path);

  /**
   * Keeps a socket for IPv6 from taking IPv4 connections too, so that another one can have the
   * port's IPv4 side. The JDK's own sockets cannot do that.
   */
  void onlyIpv6(ServerChannel channel) {
    channel.config().setOption(IPV6_V6ONLY, 1);
  }

  /** Whether one port can have a socket for each family. */
  public boolean separatesFamilies() {
    return true;
  }

  /** Linux's numbers of the level and the option. */
  private static final ChannelOption<Integer> IPV6_V6ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  /** Sends the first probe after so many idle seconds. */
  abstract void keepAlive(Channel channel, int seconds);

  /**
   * The transport for a word of {@code io-transport}.
   *
   * @throws IllegalArgumentException with a sentence, if the machine does not offer it
   */
  public static Transport choose(String word) {
    return switch (word) {
      case "io_uring" -> {
        if (!isLinux() || !IoUring.isAvailable()) {
          throw new IllegalArgumentException(
              "io_uring cannot be used on this machine"
                  + (isLinux() ? ": " + reason(IoUring.unavailabilityCause()) : ""));
        }
        yield IO_URING;
      }
      case "epoll" -> {
        if (!isLinux() || !Epoll.isAvailable()) {
          throw new IllegalArgumentException(
              "epoll cannot be used on this machine"
                  + (isLinux() ? ": " + reason(Epoll.unavailabilityCause()) : ""));
        }
        yield EPOLL;
      }
      case "nio" -> NIO;
      default -> isLinux() && Epoll.isAvailable() ? EPOLL : NIO;
    };
  }

  private static boolean isLinux() {
    return System.getProperty("os.name", "").equals("Linux");
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
