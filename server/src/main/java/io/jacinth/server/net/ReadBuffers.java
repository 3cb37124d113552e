package io.jacinth.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Lets all connections of a loop read into one buffer: a handler takes the bytes before it returns,
 * so the next read may overwrite them, and an idle connection holds no memory.
 */
final class ReadBuffers implements RecvByteBufAllocator {
  static final int SIZE = 64 * 1024;

  /** Reads in a row for one connection before the others have their turn. */
  private static final int MAX_READS = 4;

  private final ByteBuf shared;

  ReadBuffers(ByteBufAllocator allocator) {
    shared = allocator.directBuffer(SIZE, SIZE);
  }

  void release() {
    shared.release();
  }

  @Override
  @SuppressWarnings("deprecation")
  public Handle newHandle() {
    return new SharedHandle();
  }

  private final class SharedHandle implements ExtendedHandle {
    private int reads;
    private int lastBytes;
    private int attemptedBytes;

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      // A completion-based transport may hold several reads at once; then each needs its own.
      return shared.refCnt() == 1
          ? shared.clear().retain()
          : allocator.directBuffer(SIZE / 4, SIZE / 4);
    }

    @Override
    public int guess() {
      return SIZE;
    }

    @Override
    public void reset(ChannelConfig config) {
      reads = 0;
      lastBytes = 0;
    }

    @Override
    public void incMessagesRead(int count) {
      reads += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
      lastBytes = bytes;
    }

    @Override
    public int lastBytesRead() {
      return lastBytes;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attemptedBytes = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attemptedBytes;
    }

    @Override
    public boolean continueReading() {
      return lastBytes > 0 && lastBytes == attemptedBytes && reads < MAX_READS;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return reads < MAX_READS && lastBytes > 0 && maybeMoreData.get();
    }

    @Override
    public void readComplete() {}
  }
}
