package io.jacinth.server.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that owns its event loop: one engine's, or the bus's with the loops of up to eight
 * nodes.
 *
 * <p>A round: wait for I/O (not at all when a loop has work), let Netty move the bytes, then let
 * each loop take its messages and its turn, then look after the connections with unsent bytes. The
 * wait ends early for I/O, for a message and for {@link NettyLoop#wake}; Netty's handlers ask
 * {@link ManualIoEventLoop#canBlock} after they have announced that they are going to sleep, so no
 * wake-up is lost and none is paid for while the loop is awake.
 */
public final class NettyThread {
  /** Waits are cut so that a clock that was set or a lost wake-up cannot hurt for long. */
  private static final long MAX_WAIT_NANOS = 1_000_000_000L;

  private final Transport transport;
  private final Thread thread;
  private final OwnedLoop eventLoop;
  private final PooledByteBufAllocator allocator;
  private final ReadBuffers readBuffers;
  private final DirectSend directSend;
  private final BiConsumer<NettyLoop, Throwable> onCrash;

  /** Owned by the thread once it runs; loops are added on it. */
  private final List<NettyLoop> loops = new ArrayList<>();

  private final List<NettyConnection> watched = new ArrayList<>();
  private boolean roundAtOnce;
  private volatile boolean closing;

  /**
   * @param onCrash told on the thread when a loop's turn threw; that loop is not run again
   */
  public NettyThread(String name, Transport transport, BiConsumer<NettyLoop, Throwable> onCrash) {
    this.transport = transport;
    this.onCrash = onCrash;
    this.allocator = newAllocator();
    this.readBuffers = new ReadBuffers(allocator);
    this.directSend = new DirectSend(allocator);
    this.thread = new FastThreadLocalThread(this::runRounds, name);
    this.eventLoop = new OwnedLoop(thread, transport);
    thread.start();
  }

  /**
   * One direct arena with chunks of 512 KiB and a small cache; an idle server holds one chunk. The
   * library's own choice (adaptive) has grown tenfold in one release before.
   */
  @SuppressWarnings("deprecation")
  private static PooledByteBufAllocator newAllocator() {
    int pageSize = 8192;
    int maxOrder = 6;
    int smallCache = 64;
    int normalCache = 16;
    return new PooledByteBufAllocator(
        true, 0, 1, pageSize, maxOrder, smallCache, normalCache, true);
  }

  /** A loop on this thread. Its turns begin when {@link NettyLoop#run} was called. */
  public NettyLoop newLoop() {
    return new NettyLoop(this);
  }

  /** Runs something on the thread and waits for it. Not to be called on the thread itself. */
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    eventLoop.execute(() -> {
      try {
        answer.complete(work.call());
      } catch (Throwable failure) {
        answer.completeExceptionally(failure);
      }
    });
    try {
      return answer.get();
    } catch (ExecutionException wrapped) {
      Throwable failure = wrapped.getCause();
      if (failure instanceof Exception exception) {
        throw exception;
      }
      throw wrapped;
    }
  }

  /** Closes all connections and ends the thread. */
  public void close() {
    closing = true;
    eventLoop.wakeup();
  }

  /** Waits for the thread's end; false if it takes longer. */
  public boolean join(long millis) throws InterruptedException {
    return thread.join(java.time.Duration.ofMillis(millis));
  }

  boolean isCurrent() {
    return thread.equals(Thread.currentThread());
  }

  ManualIoEventLoop eventLoop() {
    return eventLoop;
  }

  public Transport transport() {
    return transport;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  ReadBuffers readBuffers() {
    return readBuffers;
  }

  DirectSend directSend() {
    return directSend;
  }

  void watch(NettyConnection connection) {
    watched.add(connection);
  }

  /** The next round begins without waiting for an event or a time. */
  void roundAtOnce() {
    roundAtOnce = true;
  }

  void add(NettyLoop loop) {
    loops.add(loop);
  }

  private void runRounds() {
    long waitNanos = MAX_WAIT_NANOS;
    while (!closing) {
      try {
        // Netty reads 0 as "without limit" and below 0 as "not at all".
        eventLoop.run(waitNanos <= 0 ? -1 : waitNanos, 0);
        waitNanos = takeTurns();
        inspectWatched();
        if (roundAtOnce) {
          roundAtOnce = false;
          waitNanos = 0;
        }
      } catch (Throwable failure) {
        // Netty reports trouble with one channel to that channel; this is a bug of ours.
        for (NettyLoop loop : List.copyOf(loops)) {
          crash(loop, failure);
        }
      }
    }
    shutDown();
  }

  private long takeTurns() {
    long wait = MAX_WAIT_NANOS;
    for (int i = 0; i < loops.size(); i++) {
      NettyLoop loop = loops.get(i);
      try {
        long untilTurn = loop.turn();
        wait = Math.min(wait, untilTurn);
      } catch (Throwable failure) {
        crash(loop, failure);
      }
      if (loop.isStopped()) {
        loops.remove(i--);
      }
    }
    return wait;
  }

  /** The loop leaves the list in the round's next look at it. */
  private void crash(NettyLoop loop, Throwable failure) {
    loop.stop();
    onCrash.accept(loop, failure);
  }

  private void inspectWatched() {
    int kept = 0;
    int size = watched.size();
    for (int i = 0; i < size; i++) {
      NettyConnection connection = watched.get(i);
      if (connection.inspect()) {
        watched.set(kept++, connection);
      }
    }
    // Handlers told of drained buffers may have added connections behind those looked at.
    int added = watched.size() - size;
    for (int i = 0; i < added; i++) {
      watched.set(kept + i, watched.get(size + i));
    }
    watched.subList(kept + added, watched.size()).clear();
  }

  private void shutDown() {
    eventLoop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.MILLISECONDS);
    long giveUp = System.nanoTime() + 2_000_000_000L;
    while (!eventLoop.isTerminated() && System.nanoTime() < giveUp) {
      eventLoop.runNow();
    }
    readBuffers.release();
    directSend.release();
  }

  private boolean hasWork() {
    if (closing) {
      return true;
    }
    for (int i = 0; i < loops.size(); i++) {
      if (loops.get(i).hasMail()) {
        return true;
      }
    }
    return false;
  }

  /** Netty's loop, which asks before it sleeps. */
  private final class OwnedLoop extends ManualIoEventLoop {
    OwnedLoop(Thread owner, Transport transport) {
      super(owner, transport.ioHandlers());
    }

    @Override
    protected boolean canBlock() {
      return !hasWork();
    }
  }
}
