package io.jacinth.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The short way out of a small reply: gathered in one buffer that all connections of a loop share
 * and sent by one system call, past the channel's own queue.
 *
 * <p>A channel's queue costs a pooled buffer, an entry and their bookkeeping per reply, and all of
 * that memory is cold after the kernel has been at work. A turn writes and flushes one connection
 * after the other, so one buffer serves them all. It belongs to the connection that wrote first
 * until that one flushes or gives it up; everybody else goes the ordinary way meanwhile. What the
 * system does not take at once goes the ordinary way too.
 */
final class DirectSend {
  static final int SIZE = 16 * 1024;

  private final ByteBuf buffer;
  private @Nullable NettyConnection owner;

  DirectSend(ByteBufAllocator allocator) {
    buffer = allocator.directBuffer(SIZE, SIZE);
  }

  void release() {
    buffer.release();
  }

  boolean isOwnedBy(NettyConnection connection) {
    return owner == connection;
  }

  /** Takes bytes of a connection; false if they do not fit or another connection's are in here. */
  boolean add(NettyConnection connection, byte[] bytes, int offset, int length) {
    if (owner != connection && owner != null || length > buffer.writableBytes()) {
      return false;
    }
    owner = connection;
    buffer.writeBytes(bytes, offset, length);
    return true;
  }

  int length() {
    return buffer.readableBytes();
  }

  /**
   * Sends what is in here as far as the system takes it at once. The rest stays; a broken
   * connection takes nothing and is found out on the ordinary way.
   */
  void send(Socket socket) {
    try {
      int end = buffer.writerIndex();
      int sent =
          buffer.hasMemoryAddress()
              ? socket.sendAddress(buffer.memoryAddress(), 0, end)
              : socket.send(buffer.internalNioBuffer(0, end), 0, end);
      buffer.skipBytes(sent);
    } catch (IOException broken) {
      // The channel will meet the same error when it is given the bytes, and close with it.
    }
  }

  /** Takes out what is left, for the ordinary way; the buffer is free for others afterwards. */
  @Nullable ByteBuf giveUp(ByteBufAllocator allocator, int maxBytes) {
    ByteBuf rest = null;
    if (buffer.isReadable()) {
      rest = allocator.directBuffer(buffer.readableBytes(), maxBytes).writeBytes(buffer);
    }
    buffer.clear();
    owner = null;
    return rest;
  }
}
