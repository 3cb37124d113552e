package io.jacinth.node.world;

import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.LoopTask;
import io.jacinth.node.env.Mailbox;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One loop of the world's single thread. */
final class TestLoop implements Loop {
  private final TestWorld world;
  private @Nullable LoopTask task;
  private boolean stopped;

  TestLoop(TestWorld world) {
    this.world = world;
  }

  /** Takes a turn; true when the task wants another one at once. */
  boolean turn() {
    LoopTask here = task;
    return !stopped && here != null && here.turn() == 0;
  }

  @Override
  public long wallMs() {
    return TestWorld.START_WALL_MS + monoMs();
  }

  @Override
  public long monoMs() {
    return world.nanos() / 1_000_000;
  }

  @Override
  public long monoNanos() {
    return world.nanos();
  }

  @Override
  public void run(LoopTask newTask) {
    task = newTask;
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void wake() {}

  @Override
  public void runIo() {
    world.deliver();
  }

  @Override
  public <T> Mailbox<T> mailbox(Consumer<T> receiver) {
    return message ->
        world.events.add(() -> {
          if (!stopped) {
            receiver.accept(message);
          }
        });
  }

  @Override
  public void connect(
      String host, int port, String bindAddress, int timeoutMs, ConnectionHandler handler) {
    world.dial(port, handler);
  }
}
