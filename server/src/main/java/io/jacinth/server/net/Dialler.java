package io.jacinth.server.net;

import io.jacinth.node.env.ConnectionHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Opens outgoing connections. Names are looked up on a thread of their own, addresses are not. */
final class Dialler {
  private Dialler() {}

  static void dial(
      NettyThread thread,
      String host,
      int port,
      String bindAddress,
      int timeoutMs,
      ConnectionHandler handler) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    if (address != null) {
      InetSocketAddress target = literal(address, port);
      // Later, for on the loopback interface a connection can be open before connect returns.
      thread.eventLoop().execute(() -> open(thread, target, bindAddress, timeoutMs, handler));
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("resolve " + host)
        .start(() -> {
          InetSocketAddress target = resolve(host, port);
          thread
              .eventLoop()
              .execute(() -> {
                if (target == null) {
                  handler.onClosed("Name or service not known");
                } else {
                  open(thread, target, bindAddress, timeoutMs, handler);
                }
              });
        });
  }

  private static @Nullable InetSocketAddress resolve(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException unknown) {
      return null;
    }
  }

  private static InetSocketAddress literal(byte[] address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalStateException(wrongLength);
    }
  }

  private static void open(
      NettyThread thread,
      InetSocketAddress target,
      String bindAddress,
      int timeoutMs,
      ConnectionHandler handler) {
    Channel channel;
    try {
      channel = thread.transport().dialler();
    } catch (RuntimeException noSocket) {
      handler.onClosed(Causes.describe(noSocket));
      return;
    }
    Channels.configure(thread, channel);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setConnectTimeoutMillis(timeoutMs);
    NettyConnection connection = NettyConnection.dialled(thread, channel, handler);
    channel.pipeline().addLast(connection);
    ChannelFuture registered = Channels.register(thread, channel);
    if (registered.cause() != null) {
      channel.unsafe().closeForcibly();
      connection.end(Causes.describe(registered.cause()));
      return;
    }
    byte[] from = NetUtil.createByteArrayFromIpAddressString(bindAddress);
    ChannelPromise connected = channel.newPromise();
    connected.addListener(future -> {
      Throwable failure = future.cause();
      if (failure != null) {
        // Netty leaves this to its Bootstrap. A refused socket that stays open is always
        // "writable",
        // and the loop would spin on it for ever.
        channel.close();
        connection.end(Causes.describe(failure));
      }
    });
    if (from == null) {
      channel.connect(target, connected);
    } else {
      channel.connect(target, literal(from, 0), connected);
    }
  }
}
