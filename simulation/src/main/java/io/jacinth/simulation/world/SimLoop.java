package io.jacinth.simulation.world;

import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.LoopTask;
import io.jacinth.node.env.Mailbox;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One loop of one process. What I/O and mailboxes bring is put on a list by its own event; a turn
 * is an event too: it hands over the list, then calls the task.
 *
 * <p>Virtual time stands still within an event. So that no budget or busy wait runs for ever, each
 * look at the monotonic clock costs {@value #LOOK_NS} ns, and a turn that cost time keeps the loop
 * busy that long afterwards.
 */
public final class SimLoop implements Loop, Owner {
  private static final long LOOK_NS = 100;
  private static final long MAX_TURN_NS = 60_000_000_000L;

  private final World world;
  private final Machine machine;
  private final String name;
  private final RandomGenerator random;
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private @Nullable LoopTask task;
  private EventQueue.@Nullable Event nextTurn;
  private long busyUntilNs;
  private long spentNs;
  private boolean frozen;
  private boolean dead;
  private int mailboxes;

  SimLoop(World world, Machine machine, String name) {
    this.world = world;
    this.machine = machine;
    this.name = name;
    this.random = world.randoms().of("loop." + machine.name() + "." + name + machine.starts());
  }

  @Override
  public long wallMs() {
    return machine.clock().wallMs(world.nowNs() + spentNs);
  }

  @Override
  public long monoMs() {
    return monoNanos() / 1_000_000;
  }

  @Override
  public long monoNanos() {
    spentNs += LOOK_NS;
    if (spentNs > MAX_TURN_NS) {
      throw new SimFailure(machine.name() + " " + name + ": a turn of more than 60 s");
    }
    return machine.clock().monoNs(world.nowNs() + spentNs);
  }

  @Override
  public void run(LoopTask newTask) {
    task = newTask;
    turnAt(world.nowNs());
  }

  @Override
  public void stop() {
    dead = true;
  }

  /** The process is gone: nothing runs any more. */
  void kill() {
    dead = true;
    ready.clear();
  }

  boolean isDead() {
    return dead;
  }

  /** Holds or releases the loop, as SIGSTOP, a collector pause or a long command would. */
  public void freeze(boolean hold) {
    frozen = hold;
    if (!hold) {
      wake();
    }
  }

  public boolean isFrozen() {
    return frozen;
  }

  @Override
  public void wake() {
    turnAt(world.nowNs() + 1_000 + random.nextInt(world.tuning().maxWakeDelayNs()));
  }

  @Override
  public void deliver(Runnable item) {
    if (!dead) {
      ready.addLast(item);
      wake();
    }
  }

  @Override
  public <T> Mailbox<T> mailbox(Consumer<T> receiver) {
    return new OrderedMailbox<>(receiver, mailboxes++);
  }

  @Override
  public void connect(
      String host, int port, String bindAddress, int timeoutMs, ConnectionHandler handler) {
    world.network().connect(machine, this, host, port, timeoutMs, handler);
  }

  private void turnAt(long timeNs) {
    if (dead || frozen || task == null) {
      return;
    }
    long whenNs = Math.max(timeNs, busyUntilNs);
    if (nextTurn != null) {
      if (nextTurn.timeNs() <= whenNs) {
        return;
      }
      nextTurn.cancel();
    }
    nextTurn = world.queue().at(whenNs, this::turn);
  }

  private void turn() {
    nextTurn = null;
    LoopTask work = task;
    if (dead || frozen || work == null) {
      return;
    }
    long nowNs = world.nowNs();
    spentNs = 0;
    int items = ready.size();
    long deadlineMonoMs;
    try {
      for (int i = 0; i < items && !dead; i++) {
        ready.removeFirst().run();
      }
      if (dead) {
        return;
      }
      deadlineMonoMs = work.turn();
    } catch (SimFailure e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new SimFailure(machine.name() + " " + name + " loop threw " + e, e);
    }
    world.trace().fact(2, nowNs, machine.index() * 2L + name.length(), items);
    busyUntilNs = nowNs + spentNs + 500;
    spentNs = 0;
    if (nextTurn != null && nextTurn.timeNs() < busyUntilNs) {
      nextTurn.cancel(); // asked for by this very turn, which has taken longer since
      nextTurn = null;
      turnAt(busyUntilNs);
    }
    if (deadlineMonoMs <= 0 || !ready.isEmpty()) {
      turnAt(busyUntilNs);
    } else if (deadlineMonoMs < Long.MAX_VALUE / 2_000_000) {
      turnAt(machine.clock().virtualNsOf(deadlineMonoMs, nowNs));
    }
  }

  /** Delivers with random delays, in order. */
  private final class OrderedMailbox<T> implements Mailbox<T> {
    private final Consumer<T> receiver;
    private final int number;
    private long lastNs;

    OrderedMailbox(Consumer<T> receiver, int number) {
      this.receiver = receiver;
      this.number = number;
    }

    @Override
    public void put(T message) {
      if (dead) {
        return;
      }
      lastNs = Math.max(lastNs, world.nowNs() + world.tuning().mailboxDelayNs(random));
      world.queue().at(lastNs, () -> arrive(message));
    }

    private void arrive(T message) {
      world.trace().fact(3, world.nowNs(), machine.index(), number);
      deliver(() -> receiver.accept(message));
    }
  }
}
