package io.jacinth.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;

/** What all connections of a thread have in common. */
final class Channels {
  private Channels() {}

  /** On the thread, hence done when it returns. */
  @SuppressWarnings("deprecation")
  static ChannelFuture register(NettyThread thread, Channel channel) {
    return thread.eventLoop().register(channel);
  }

  @SuppressWarnings("deprecation")
  static void configure(NettyThread thread, Channel channel) {
    ChannelConfig config = channel.config();
    config.setAllocator(thread.allocator());
    config.setRecvByteBufAllocator(thread.readBuffers());
    // Who ends his sending side wants his replies all the same.
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }
}
