package io.jacinth.server.net;

import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** A listening socket whose connections live on the thread that accepts them. */
public final class Listener {
  /** Accepts in a row before the clients already here have their turn. */
  private static final int MAX_ACCEPTS = 64;

  private final NettyThread thread;
  private final Channel channel;

  private Listener(NettyThread thread, Channel channel) {
    this.thread = thread;
    this.channel = channel;
  }

  /**
   * Binds a TCP socket. Called on the thread.
   *
   * @param keepAliveSeconds {@code tcp-keepalive} at the time of an accept, 0 for none
   * @param acceptor gives each connection its handler
   * @throws IOException its message says why in the system's words
   */
  public static Listener tcp(
      NettyThread thread,
      InetSocketAddress address,
      int backlog,
      IntSupplier keepAliveSeconds,
      Function<Connection, ConnectionHandler> acceptor)
      throws IOException {
    SocketProtocolFamily family =
        address.getAddress() instanceof Inet6Address
            ? SocketProtocolFamily.INET6
            : SocketProtocolFamily.INET;
    ServerChannel channel = thread.transport().listener(family);
    channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    if (family == SocketProtocolFamily.INET6) {
      thread.transport().onlyIpv6(channel);
    }
    Accepting accepting = new Accepting(thread, "", keepAliveSeconds, acceptor);
    return bind(thread, channel, address, backlog, accepting);
  }

  /**
   * Binds a Unix socket; an old file of that name is removed, as Redis does.
   *
   * @param name as it was configured; clients are shown with it
   * @param permissions as in chmod; 0 leaves them to the umask
   */
  public static Listener unix(
      NettyThread thread,
      Path path,
      String name,
      int permissions,
      int backlog,
      Function<Connection, ConnectionHandler> acceptor)
      throws IOException {
    Files.deleteIfExists(path);
    Listener listener =
        bind(
            thread,
            thread.transport().unixListener(),
            thread.transport().unixAddress(path),
            backlog,
            new Accepting(thread, name, () -> 0, acceptor));
    if (permissions != 0) {
      Files.setPosixFilePermissions(path, permissionSet(permissions));
    }
    return listener;
  }

  private static Set<PosixFilePermission> permissionSet(int mode) {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (1 << (all.length - 1 - i))) != 0) {
        set.add(all[i]);
      }
    }
    return set;
  }

  private static Listener bind(
      NettyThread thread,
      ServerChannel channel,
      SocketAddress address,
      int backlog,
      Accepting accepting)
      throws IOException {
    configure(channel, backlog);
    channel.pipeline().addLast(accepting);
    ChannelFuture registered = Channels.register(thread, channel);
    ChannelFuture bound = registered.cause() == null ? channel.bind(address) : registered;
    Throwable failure = bound.cause();
    if (failure != null || !bound.isDone()) {
      channel.close();
      throw new IOException(
          failure == null ? "binding takes too long" : Causes.describe(failure), failure);
    }
    return new Listener(thread, channel);
  }

  @SuppressWarnings("deprecation")
  private static void configure(ServerChannel channel, int backlog) {
    channel.config().setOption(ChannelOption.SO_BACKLOG, Math.max(1, backlog));
    channel
        .config()
        .setRecvByteBufAllocator(
            new DefaultMaxMessagesRecvByteBufAllocator(MAX_ACCEPTS) {
              @Override
              public Handle newHandle() {
                return new MaxMessageHandle() {
                  @Override
                  public int guess() {
                    return 128;
                  }
                };
              }
            });
  }

  /** The port it is bound to; 0 for a Unix socket. */
  public int port() {
    return channel.localAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /** Accepts no more. Any thread. */
  public void close() {
    if (thread.isCurrent()) {
      channel.close();
    } else {
      thread.eventLoop().execute(channel::close);
    }
  }

  private static final class Accepting extends ChannelInboundHandlerAdapter {
    private final NettyThread thread;

    /** Name of the Unix socket; empty for TCP. */
    private final String socketName;

    private final IntSupplier keepAliveSeconds;
    private final Function<Connection, ConnectionHandler> acceptor;

    Accepting(
        NettyThread thread,
        String socketName,
        IntSupplier keepAliveSeconds,
        Function<Connection, ConnectionHandler> acceptor) {
      this.thread = thread;
      this.socketName = socketName;
      this.keepAliveSeconds = keepAliveSeconds;
      this.acceptor = acceptor;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      Channel channel = (Channel) message;
      Channels.configure(thread, channel);
      if (socketName.isEmpty()) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        int seconds = keepAliveSeconds.getAsInt();
        if (seconds > 0) {
          channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
          thread.transport().keepAlive(channel, seconds);
        }
      }
      channel.pipeline().addLast(NettyConnection.accepted(thread, channel, socketName, acceptor));
      if (Channels.register(thread, channel).cause() != null) {
        channel.unsafe().closeForcibly();
      }
    }

    /** Out of descriptors, usually: rest a second, or the loop would spin. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      Channel channel = context.channel();
      if (channel.config().isAutoRead()) {
        channel.config().setAutoRead(false);
        channel.eventLoop().schedule(() -> channel.config().setAutoRead(true), 1, TimeUnit.SECONDS);
      }
    }
  }
}
