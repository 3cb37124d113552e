package io.jacinth.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Two shapes of an event loop, otherwise equal, answering {@code PING} sent as RESP.
 *
 * <p>{@code manual}: the thread owns the loop; I/O only takes bytes and puts the connection on a
 * ready list; then commands are answered and each connection is flushed once. {@code plain}: an
 * ordinary Netty loop in which the handler answers as it reads and flushes when reading is done.
 *
 * <p>Usage: {@code LoopShapes manual|plain epoll|io_uring|nio PORT}; {@code benchmarks/loops.sh}
 * drives it.
 */
public final class LoopShapes {
  private static final int PING_BYTES = 14;
  private static final byte[] PONG = {'+', 'P', 'O', 'N', 'G', '\r', '\n'};

  private LoopShapes() {}

  /** Serves until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    boolean manual =
        switch (args[0]) {
          case "manual" -> true;
          case "plain" -> false;
          default -> throw new IllegalArgumentException("manual or plain, not " + args[0]);
        };
    IoHandlerFactory factory =
        switch (args[1]) {
          case "epoll" -> EpollIoHandler.newFactory();
          case "io_uring" -> IoUringIoHandler.newFactory();
          default -> NioIoHandler.newFactory();
        };
    Class<? extends ServerChannel> channel =
        switch (args[1]) {
          case "epoll" -> EpollServerSocketChannel.class;
          case "io_uring" -> IoUringServerSocketChannel.class;
          default -> NioServerSocketChannel.class;
        };
    int port = Integer.parseInt(args[2]);
    if (manual) {
      serveManually(factory, channel, port);
    } else {
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, factory);
      bind(group, channel, port, null);
      group.terminationFuture().await();
    }
  }

  private static void serveManually(
      IoHandlerFactory factory, Class<? extends ServerChannel> channel, int port)
      throws InterruptedException {
    ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), factory);
    ArrayDeque<PingHandler> ready = new ArrayDeque<>();
    bind(loop, channel, port, ready);
    while (!loop.isShuttingDown()) {
      loop.run(TimeUnit.MILLISECONDS.toNanos(100));
      for (PingHandler handler = ready.poll(); handler != null; handler = ready.poll()) {
        handler.answer();
      }
    }
  }

  private static void bind(
      EventLoopGroup group,
      Class<? extends ServerChannel> channel,
      int port,
      @org.jspecify.annotations.Nullable ArrayDeque<PingHandler> ready) {
    new ServerBootstrap()
        .group(group)
        .channel(channel)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel child) {
                child.pipeline().addLast(new PingHandler(ready));
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Counts bytes; every 14 are a PING. */
  private static final class PingHandler extends ChannelInboundHandlerAdapter {
    private final @org.jspecify.annotations.Nullable ArrayDeque<PingHandler> ready;
    private @org.jspecify.annotations.Nullable ChannelHandlerContext context;
    private int bytes;
    private boolean queued;

    PingHandler(@org.jspecify.annotations.Nullable ArrayDeque<PingHandler> ready) {
      this.ready = ready;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf buffer = (ByteBuf) message;
      bytes += buffer.readableBytes();
      buffer.release();
      context = ctx;
      if (ready == null) {
        write(ctx);
      } else if (!queued) {
        queued = true;
        ready.add(this);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (ready == null) {
        ctx.flush();
      }
    }

    void answer() {
      queued = false;
      if (context != null) {
        write(context);
        context.flush();
      }
    }

    private void write(ChannelHandlerContext ctx) {
      int pings = bytes / PING_BYTES;
      if (pings == 0) {
        return;
      }
      bytes -= pings * PING_BYTES;
      ByteBuf out = ctx.alloc().directBuffer(pings * PONG.length);
      for (int i = 0; i < pings; i++) {
        out.writeBytes(PONG);
      }
      ctx.write(out, ctx.voidPromise());
    }
  }
}
