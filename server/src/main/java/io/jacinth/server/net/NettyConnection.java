package io.jacinth.server.net;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on a Netty channel: one handler, no codecs.
 *
 * <p>What is written gathers in one buffer, which exists only while there is something in it; a
 * flush hands it to the channel. What the system does not take stays in the channel, and the thread
 * looks after such connections once a round until they are empty.
 *
 * <p>A peer that ends its sending side ({@code printf ... | nc}) still gets its replies: the
 * connection closes when the handler has nothing left to do.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {
  /** Larger outputs become several buffers, so that memory comes back while they are sent. */
  private static final int MAX_BUFFER = 64 * 1024;

  private static final int MIN_BUFFER = 512;

  /** Numbers for connections whose transport shows no descriptor. */
  private static final AtomicInteger NEXT_NUMBER = new AtomicInteger(100_000);

  private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);

  private final NettyThread thread;
  private final Channel channel;
  private final Source source = new Source();

  /** Name of the Unix socket it came over; empty for TCP. */
  private final String socketName;

  private final int fd;
  private final @Nullable Socket socket;
  private String remoteAddress = "?:0";
  private String localAddress = "?:0";
  private String cause = "";
  private @Nullable ConnectionHandler handler;
  private @Nullable Function<Connection, ConnectionHandler> acceptor;
  private @Nullable ByteBuf pending;

  /** In the thread's list of connections with unsent bytes, or to be closed. */
  private boolean watched;

  private boolean closeWhenSent;
  private boolean inputEnded;
  private boolean roundPassed;
  private boolean over;

  private NettyConnection(NettyThread thread, Channel channel, String socketName) {
    this.thread = thread;
    this.channel = channel;
    this.socketName = socketName;
    // Written to directly only while nothing but this handler stands between channel and bytes.
    this.socket =
        channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket own
            ? own
            : null;
    this.fd =
        channel instanceof UnixChannel unix ? unix.fd().intValue() : NEXT_NUMBER.incrementAndGet();
  }

  /** One that was accepted; the handler is made when it is active. */
  static NettyConnection accepted(
      NettyThread thread,
      Channel channel,
      String socketName,
      Function<Connection, ConnectionHandler> acceptor) {
    NettyConnection connection = new NettyConnection(thread, channel, socketName);
    connection.acceptor = acceptor;
    return connection;
  }

  /** One that is being dialled. */
  static NettyConnection dialled(NettyThread thread, Channel channel, ConnectionHandler handler) {
    NettyConnection connection = new NettyConnection(thread, channel, "");
    connection.handler = handler;
    return connection;
  }

  // Netty to handler

  @Override
  public void channelActive(ChannelHandlerContext context) {
    remoteAddress = show(channel.remoteAddress());
    localAddress = show(channel.localAddress());
    if (isLocal()) {
      remoteAddress = socketName + ":0";
      localAddress = remoteAddress;
    }
    Function<Connection, ConnectionHandler> accept = acceptor;
    if (accept != null) {
      acceptor = null;
      handler = accept.apply(this);
    }
    ConnectionHandler target = handler;
    if (target != null && !over) {
      target.onConnected(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      ConnectionHandler target = handler;
      if (target != null && !over && bytes.isReadable()) {
        source.bytes = bytes;
        target.onBytes(source);
      }
    } finally {
      source.bytes = null;
      bytes.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(cause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    if (cause.isEmpty()) {
      cause = Causes.describe(failure);
    }
    if (failure instanceof Error) {
      LOG.error("connection of {} is closed", remoteAddress, failure);
    }
    channel.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      roundPassed = false;
      watch();
    }
  }

  /** Tells the handler once that all is over. */
  void end(String why) {
    if (over) {
      return;
    }
    over = true;
    leaveDirectSend();
    ByteBuf unsent = pending;
    if (unsent != null) {
      pending = null;
      unsent.release();
    }
    ConnectionHandler target = handler;
    if (target != null) {
      target.onClosed(why);
    }
  }

  // Handler to Netty

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (over) {
      return;
    }
    if (socket != null && pending == null && !hasUnsent()) {
      if (thread.directSend().add(this, bytes, offset, length)) {
        return;
      }
      leaveDirectSend();
    }
    int at = offset;
    int left = length;
    while (left > 0) {
      ByteBuf buffer = pending;
      if (buffer == null) {
        buffer = thread.allocator().directBuffer(firstSize(left), MAX_BUFFER);
        pending = buffer;
      }
      int part = Math.min(left, MAX_BUFFER - buffer.readableBytes());
      buffer.writeBytes(bytes, at, part);
      at += part;
      left -= part;
      if (buffer.readableBytes() == MAX_BUFFER) {
        pending = null;
        channel.unsafe().write(buffer, channel.voidPromise());
      }
    }
  }

  /** What is still in the shared buffer comes before everything written from now on. */
  private void leaveDirectSend() {
    if (thread.directSend().isOwnedBy(this)) {
      pending = thread.directSend().giveUp(thread.allocator(), MAX_BUFFER);
    }
  }

  private static int firstSize(int length) {
    return length >= MAX_BUFFER
        ? MAX_BUFFER
        : Math.max(MIN_BUFFER, Integer.highestOneBit(Math.max(1, length - 1)) << 1);
  }

  @Override
  public void flush() {
    if (over) {
      return;
    }
    Socket direct = socket;
    if (direct != null && thread.directSend().isOwnedBy(this)) {
      if (!hasUnsent()) {
        thread.directSend().send(direct);
      }
      leaveDirectSend();
      if (pending == null) {
        return;
      }
    }
    ByteBuf buffer = pending;
    if (buffer != null) {
      pending = null;
      channel.unsafe().write(buffer, channel.voidPromise());
    }
    channel.unsafe().flush();
    if (hasUnsent()) {
      watch();
    }
  }

  /** Bytes were written and not flushed yet. */
  private boolean hasGathered() {
    return pending != null || thread.directSend().isOwnedBy(this);
  }

  /**
   * The channel holds bytes that come before all others, flushed or not. Netty's own {@code
   * isEmpty} does not see what was written and not flushed.
   */
  private boolean hasUnsent() {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    return outbound != null && outbound.totalPendingWriteBytes() > 0;
  }

  @Override
  public long unsentBytes() {
    ByteBuf buffer = pending;
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    return (buffer == null ? 0 : buffer.readableBytes())
        + (thread.directSend().isOwnedBy(this) ? thread.directSend().length() : 0)
        + (outbound == null ? 0 : outbound.totalPendingWriteBytes());
  }

  @Override
  public void pauseReading(boolean paused) {
    if (!over) {
      channel.config().setAutoRead(!paused);
    }
  }

  @Override
  public void closeAfterFlush() {
    if (!over) {
      closeWhenSent = true;
      flush();
      watch();
    }
  }

  @Override
  public void close() {
    if (!over) {
      channel.close();
    }
  }

  private void watch() {
    if (!watched) {
      watched = true;
      thread.watch(this);
    }
  }

  /**
   * Called once a round, after the turns.
   *
   * @return whether to look again next round
   */
  boolean inspect() {
    boolean unsent = !over && hasUnsent();
    if (!over && !unsent && !hasGathered()) {
      ConnectionHandler target = handler;
      if (closeWhenSent) {
        channel.close();
      } else if (inputEnded) {
        return inspectEnded(target);
      } else if (target != null) {
        watched = false;
        tellDrained(target);
        return false;
      }
    }
    watched = unsent || (!over && hasGathered());
    return watched;
  }

  /** The peer sends no more and has everything that was written so far. */
  private boolean inspectEnded(@Nullable ConnectionHandler target) {
    if (target != null && target.hasUnfinishedInput()) {
      tellDrained(target);
    } else if (!roundPassed) {
      // The bytes before the end arrived in the round in which the end was seen. The next one is
      // soon: a client that waits for a key must be gone before somebody else's push can wake it.
      thread.roundAtOnce();
    } else {
      channel.close();
      return false;
    }
    roundPassed = true;
    return true;
  }

  /** What it wants to do now is done in a turn, which is not to wait for an event or a time. */
  private void tellDrained(ConnectionHandler target) {
    target.onDrained();
    thread.roundAtOnce();
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public String localAddress() {
    return localAddress;
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public boolean isLocal() {
    return !socketName.isEmpty();
  }

  private static String show(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      // The short form of IPv6, "::1", as every other program shows it.
      String ip = NetUtil.toAddressString(inet.getAddress());
      return (ip.indexOf(':') >= 0 ? '[' + ip + ']' : ip) + ':' + inet.getPort();
    }
    return address == null ? "?:0" : address + ":0";
  }

  /** The bytes of one read. */
  private static final class Source implements ByteSource {
    private @Nullable ByteBuf bytes;

    @Override
    public int remaining() {
      ByteBuf current = bytes;
      return current == null ? 0 : current.readableBytes();
    }

    @Override
    public void read(byte[] target, int offset, int length) {
      ByteBuf current = bytes;
      if (current == null) {
        throw new IllegalStateException("bytes are valid only during onBytes");
      }
      current.readBytes(target, offset, length);
    }
  }
}
