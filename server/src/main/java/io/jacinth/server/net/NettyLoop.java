package io.jacinth.server.net;

import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.LoopTask;
import io.jacinth.node.env.Mailbox;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Loop} on a {@link NettyThread}: a task and an inbox. All mailboxes of the loop share
 * one queue, so messages of one sender stay in order even across mailboxes.
 */
public final class NettyLoop implements Loop {
  /** Messages delivered before the task has its turn again. */
  private static final int MAX_MESSAGES = 10_000;

  private record Letter<T>(Consumer<T> receiver, T message) {
    void deliver() {
      receiver.accept(message);
    }
  }

  private final NettyThread thread;
  private final ConcurrentLinkedQueue<Letter<?>> inbox = new ConcurrentLinkedQueue<>();
  private @Nullable LoopTask task;
  private volatile boolean awake;
  private volatile boolean stopped;

  NettyLoop(NettyThread thread) {
    this.thread = thread;
  }

  public NettyThread thread() {
    return thread;
  }

  @Override
  public long wallMs() {
    return System.currentTimeMillis();
  }

  @Override
  public long monoMs() {
    return Clocks.monoMs();
  }

  @Override
  public long monoNanos() {
    return Clocks.monoNanos();
  }

  @Override
  public void run(LoopTask newTask) {
    if (thread.isCurrent()) {
      start(newTask);
    } else {
      thread.eventLoop().execute(() -> start(newTask));
    }
  }

  private void start(LoopTask newTask) {
    if (task != null) {
      throw new IllegalStateException("a loop has one task");
    }
    task = newTask;
    awake = true;
    thread.add(this);
  }

  @Override
  public void stop() {
    stopped = true;
    wake();
  }

  boolean isStopped() {
    return stopped;
  }

  @Override
  public void wake() {
    if (!awake) {
      awake = true;
      thread.eventLoop().wakeup();
    }
  }

  @Override
  public <T> Mailbox<T> mailbox(Consumer<T> receiver) {
    return message -> {
      inbox.add(new Letter<>(receiver, message));
      wake();
    };
  }

  @Override
  public void connect(
      String host, int port, String bindAddress, int timeoutMs, ConnectionHandler handler) {
    Dialler.dial(thread, host, port, bindAddress, timeoutMs, handler);
  }

  boolean hasMail() {
    return awake;
  }

  @Override
  public void runIo() {
    thread.eventLoop().runNow();
    deliverMail();
  }

  private void deliverMail() {
    // Before the queue is read: who puts a message after this either is seen now or wakes us again.
    awake = false;
    int delivered = 0;
    Letter<?> letter;
    while (delivered < MAX_MESSAGES && (letter = inbox.poll()) != null) {
      letter.deliver();
      delivered++;
    }
    if (delivered == MAX_MESSAGES) {
      awake = true;
    }
  }

  /** Delivers messages and runs the task; returns the nanoseconds until it wants to run again. */
  long turn() {
    deliverMail();
    LoopTask current = task;
    if (current == null || stopped) {
      return Long.MAX_VALUE;
    }
    long deadlineMs = current.turn();
    if (deadlineMs <= 0 || awake) {
      return 0;
    }
    return deadlineMs >= Long.MAX_VALUE / 1_000_000
        ? Long.MAX_VALUE
        : deadlineMs * 1_000_000 - Clocks.monoNanos();
  }
}
