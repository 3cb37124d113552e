package io.jacinth.node;

import io.jacinth.engine.Engine;
import io.jacinth.engine.KeysAhead;
import io.jacinth.engine.Turn;
import io.jacinth.node.env.Loop;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients that the loop has something to do for: those with commands to execute and those with
 * replies to send, each in order and each at most once.
 *
 * <p>Nobody may starve. A turn runs those that waited when it began, each a limited number of
 * commands, and ends when its time is over. Who has commands left goes to the end, who was not
 * reached stays in front and comes first in the next turn. The same holds for sending, where only
 * large values take long: they have a budget of their own, and wait a turn when it is spent.
 *
 * <p>While a snapshot cannot keep up with what is written everybody is slowed down to a command per
 * millisecond; and while a long command has the engine, the others are served in small portions.
 */
final class PendingClients {
  private static final int COMMANDS_PER_CONNECTION = 64;
  private static final int COMMANDS_WHILE_BUSY = 16;
  private static final long COMMANDS_NANOS = 2_000_000;
  private static final long LARGE_VALUES_NANOS = 2_000_000;

  private final Loop loop;
  private final Turn turn;
  private final KeysAhead keysAhead;
  private final RunQueue runnable = new RunQueue();
  private final List<ClientConnection> withOutput = new ArrayList<>();
  private long lastSlowMonoMs;

  PendingClients(Loop loop, Engine engine) {
    this.loop = loop;
    turn = engine.turn();
    keysAhead = new KeysAhead(engine.keyspace());
  }

  void enqueue(ClientConnection client) {
    if (!client.queued) {
      client.queued = true;
      runnable.addLast(client);
    }
  }

  void hasOutput(ClientConnection client) {
    if (!client.dirty) {
      client.dirty = true;
      withOutput.add(client);
    }
  }

  boolean isEmpty() {
    return runnable.isEmpty() && withOutput.isEmpty();
  }

  /**
   * Executes commands of those who have some; false if there was nothing to do.
   *
   * @param slowly a command per client and millisecond
   */
  boolean run(boolean slowly) {
    int waiting = runnable.size();
    if (waiting == 0 || (slowly && turn.monoMs() == lastSlowMonoMs)) {
      return false;
    }
    lastSlowMonoMs = turn.monoMs();
    int each = slowly ? 1 : COMMANDS_PER_CONNECTION;
    turn.read(loop.monoNanos());
    long until = turn.nanos() + COMMANDS_NANOS;
    int ahead = 0;
    for (int i = 0; i < waiting; i++) {
      if (ahead-- == 0) {
        ahead = lookAhead(waiting - i);
      }
      ClientConnection client = runnable.pollFirst();
      if (client == null) {
        break;
      }
      client.queued = false;
      turn.catchUp();
      int ran = client.run(each, until);
      // The last command has read the clock.
      boolean timeIsOver = (ran > 0 ? turn.nanos() : loop.monoNanos()) - until >= 0;
      if ((ran == each || timeIsOver) && client.wantsRun()) {
        enqueue(client);
      }
      if (timeIsOver) {
        break;
      }
    }
    return true;
  }

  /**
   * Has the memory behind the next commands' keys fetched, those of several clients together.
   *
   * @param most how many clients will run in this turn
   * @return how many clients after the first were looked at
   */
  private int lookAhead(int most) {
    KeysAhead ahead = keysAhead;
    if (!ahead.isWorthwhile()) {
      return most;
    }
    int seen = 0;
    while (seen < most && seen < runnable.size() && ahead.hasRoom()) {
      runnable.get(seen++).noteKeys(ahead);
    }
    ahead.fetch();
    turn.read(loop.monoNanos()); // the next command has not begun before
    return seen - 1;
  }

  /** From within a long command: a few commands of each, which are told that it runs. */
  void runWhileBusy() {
    turn.read(loop.monoNanos());
    long until = turn.nanos() + COMMANDS_NANOS;
    int waiting = runnable.size();
    for (int i = 0; i < waiting; i++) {
      ClientConnection client = runnable.pollFirst();
      if (client == null) {
        break;
      }
      client.queued = false;
      client.run(COMMANDS_WHILE_BUSY, until);
      if (client.wantsRun()) {
        enqueue(client);
      }
    }
  }

  /** Sends the replies of those who have some, each client's once. */
  void flush() {
    // Who still has something to send afterwards comes to the end of the list, for the next turn.
    // Large values have a budget of their own: a thousand readers must not make one long turn.
    int count = withOutput.size();
    long until = 0;
    for (int i = 0; i < count; i++) {
      ClientConnection client = withOutput.get(i);
      if (client.sendsMuch()) {
        long now = loop.monoNanos();
        if (until == 0) {
          until = now + LARGE_VALUES_NANOS;
        } else if (now - until >= 0) {
          withOutput.add(client);
          continue;
        }
      }
      client.dirty = false;
      client.flushTurn();
    }
    withOutput.subList(0, count).clear();
  }
}
