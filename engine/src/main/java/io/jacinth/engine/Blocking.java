package io.jacinth.engine;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.gate.Redirection;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.WakeHook;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that wait for keys: BLPOP and its like.
 *
 * <p>A command that finds nothing to take calls {@link #block} and returns what that returns. Its
 * words are kept. From then on every key it waits for has it in a queue, in the order of arrival.
 *
 * <p>A key becomes <em>ready</em> when it comes into being with the type somebody waits for (or,
 * for those who asked for it, when it goes): the door tells of that through {@link WakeHook}.
 * Nothing runs at that moment. When the command that did it (a whole transaction, a whole script)
 * has ended, {@link #serve} takes the ready keys in order and for each the sessions in its queue,
 * as long as the key is there with the right type, and <em>runs their command again from the
 * start</em>, with all its gates. It may take something, be refused, or block anew: then it keeps
 * its deadline and goes to the end of the queues. What a served command makes ready in its turn is
 * served in the same go.
 *
 * <p>Without anybody waiting the door finds no hook, and {@link #serve} is one comparison.
 */
public final class Blocking implements WakeHook {
  private static final String ROLE_CHANGED =
      "UNBLOCKED force unblock from blocking operation, instance state changed (master ->"
          + " replica?)";

  private record Key(int db, byte[] bytes) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = Integer.compare(db, other.db);
      return order != 0 ? order : Arrays.compare(bytes, other.bytes);
    }
  }

  /**
   * One session that waits.
   *
   * @param ticket its place in all queues: lower ones came earlier
   * @param whenGone it wants to know of the key's end, too
   */
  private record Wait(
      long ticket,
      ClientSession session,
      Command command,
      Argv words,
      int type,
      List<Key> keys,
      long deadlineMonoMs,
      boolean whenGone)
      implements Comparable<Wait> {
    @Override
    public int compareTo(Wait other) {
      int order = Long.compare(deadlineMonoMs, other.deadlineMonoMs);
      return order != 0 ? order : Long.compare(ticket, other.ticket);
    }
  }

  private final Engine engine;
  private final Keyspace keyspace;
  private final TreeMap<Long, Wait> waits = new TreeMap<>();
  private final TreeMap<Key, TreeMap<Long, Wait>> queues = new TreeMap<>();
  private final TreeSet<Wait> deadlines = new TreeSet<>();
  private final ArrayDeque<Key> ready = new ArrayDeque<>();
  private final TreeSet<Key> inReady = new TreeSet<>();
  private long lastTicket;
  private boolean serving;

  /** The wait whose command runs again now. */
  private @Nullable Wait again;

  Blocking(Engine engine) {
    this.engine = engine;
    keyspace = engine.keyspace();
  }

  // ---- waiting

  /**
   * Lets the session wait for keys; to be called only if {@link Call#mayBlock}.
   *
   * @param type what a key must be for the command to be run again
   * @param deadlineMonoMs when it gets a null array instead, or {@link Parked#NO_DEADLINE}
   * @param firstKey word of the first key, {@code keyCount} of which follow each other
   * @param whenGone run the command again, too, when a key is deleted or becomes another type
   */
  public Outcome block(
      Call c, int type, long deadlineMonoMs, int firstKey, int keyCount, boolean whenGone) {
    return block(c, c.argv().retain(), type, deadlineMonoMs, firstKey, keyCount, whenGone);
  }

  /** The same, with other words to be run again than those that came. */
  public Outcome block(
      Call c,
      Argv words,
      int type,
      long deadlineMonoMs,
      int firstKey,
      int keyCount,
      boolean whenGone) {
    ClientSession session = c.session();
    Wait before = again;
    long deadline =
        before != null && before.session == session ? before.deadlineMonoMs : deadlineMonoMs;
    TreeSet<Key> keys = new TreeSet<>();
    for (int i = firstKey; i < firstKey + keyCount; i++) {
      keys.add(new Key(c.db(), words.bytes(i)));
    }
    Wait wait =
        new Wait(
            ++lastTicket, session, c.command(), words, type, List.copyOf(keys), deadline, whenGone);
    waits.put(wait.ticket, wait);
    for (Key key : keys) {
      queues.computeIfAbsent(key, k -> new TreeMap<>()).put(wait.ticket, wait);
    }
    if (deadline != Parked.NO_DEADLINE) {
      deadlines.add(wait);
    }
    keyspace.hooks().wakeUps(this);
    session.park(new Parked(ParkKind.KEYS, deadline, null, wait.ticket, 0));
    return Outcome.PARKED;
  }

  private @Nullable Wait of(ClientSession session) {
    Parked parked = session.parked();
    return parked != null && parked.kind() == ParkKind.KEYS ? waits.get(parked.number()) : null;
  }

  private void remove(Wait wait) {
    waits.remove(wait.ticket);
    deadlines.remove(wait);
    for (Key key : wait.keys) {
      TreeMap<Long, Wait> queue = queues.get(key);
      if (queue != null) {
        queue.remove(wait.ticket);
        if (queue.isEmpty()) {
          queues.remove(key);
        }
      }
    }
    if (waits.isEmpty()) {
      keyspace.hooks().wakeUps(null);
      ready.clear();
      inReady.clear();
    }
    wait.session.park(null);
  }

  /** Whether the session waits for keys. */
  boolean isWaiting(ClientSession session) {
    return of(session) != null;
  }

  /** The session is gone. */
  void forget(ClientSession session) {
    Wait wait = of(session);
    if (wait != null) {
      remove(wait);
    }
  }

  // ---- keys become ready

  @Override
  public void ready(int db, int type, byte[] key, int offset, int length) {
    Key changed = new Key(db, Arrays.copyOfRange(key, offset, offset + length));
    TreeMap<Long, Wait> queue = queues.get(changed);
    if (queue != null && queue.values().stream().anyMatch(wait -> wait.type == type)) {
      enqueue(changed);
    }
  }

  @Override
  public void gone(int db, byte[] key, int offset, int length) {
    Key changed = new Key(db, Arrays.copyOfRange(key, offset, offset + length));
    TreeMap<Long, Wait> queue = queues.get(changed);
    if (queue != null && queue.values().stream().anyMatch(Wait::whenGone)) {
      enqueue(changed);
    }
  }

  @Override
  public void dropping(int db, int table) {
    for (Key key : queues.keySet()) {
      if (key.db == db
          && (table < 0 || keyspace.tableIndex(key.bytes, 0, key.bytes.length) == table)
          && keyspace.typeOf(db, key.bytes) >= 0) {
        gone(db, key.bytes, 0, key.bytes.length);
      }
    }
  }

  @Override
  public void databaseReplaced(int db) {
    for (Key key : queues.keySet()) {
      if (key.db == db) {
        enqueue(key);
      }
    }
  }

  private void enqueue(Key key) {
    if (inReady.add(key)) {
      ready.addLast(key);
    }
  }

  // ---- serving

  /**
   * Runs the commands of those who wait for keys that became ready; between commands only, and not
   * while all commands are paused: they would wait for that instead, and lose place and deadline.
   */
  void serve() {
    if (ready.isEmpty() || serving || engine.pause().pausesAll()) {
      return;
    }
    serving = true;
    try {
      while (!ready.isEmpty()) {
        Key key = ready.removeFirst();
        inReady.remove(key);
        serve(key);
      }
    } finally {
      serving = false;
    }
  }

  private void serve(Key key) {
    TreeMap<Long, Wait> queue = queues.get(key);
    if (queue == null) {
      return;
    }
    // Whoever blocks again in here comes behind the last one and is not met a second time.
    long last = queue.lastKey();
    Long ticket = queue.firstKey();
    while (ticket != null && ticket <= last) {
      Wait wait = queue.get(ticket);
      if (wait != null && (wait.whenGone || keyspace.typeOf(key.db, key.bytes) == wait.type)) {
        runAgain(wait);
      }
      ticket = queue.higherKey(ticket);
    }
  }

  private void runAgain(Wait wait) {
    ClientSession session = wait.session;
    remove(wait);
    again = wait;
    try {
      engine.execute(session, wait.words);
    } finally {
      again = null;
    }
    if (!session.isParked()) {
      engine.ready(session);
    }
  }

  /** Whether the session's command runs for the second time, after it had to wait. */
  public boolean isRunningAgain(ClientSession session) {
    Wait wait = again;
    return wait != null && wait.session == session;
  }

  // ---- other ends of waits

  /** Ends waits whose time is over. */
  void check() {
    long monoMs = engine.turn().monoMs();
    while (!deadlines.isEmpty() && deadlines.first().deadlineMonoMs <= monoMs) {
      timeOut(deadlines.first());
    }
  }

  long nextDeadlineMonoMs() {
    return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().deadlineMonoMs;
  }

  private void timeOut(Wait wait) {
    wait.session.reply().nullArray();
    end(wait, false);
  }

  private void fail(Wait wait, String error) {
    wait.session.reply().error(error);
    engine
        .errors()
        .count(
            wait.session.reply().array(),
            wait.session.reply().lastErrorOffset(),
            wait.session.reply().lastErrorLength());
    end(wait, true);
  }

  /** The reply is written. A command that waited in vain counts as one that ran. */
  private void end(Wait wait, boolean failed) {
    remove(wait);
    wait.command.ran(0, engine.observation().isTracking());
    engine.statistics().commands++;
    if (failed) {
      wait.command.failed();
    }
    engine.ready(wait.session);
  }

  /**
   * CLIENT UNBLOCK.
   *
   * @param error what to answer, null for what a timeout answers
   * @return false if the session does not wait for keys
   */
  public boolean unblock(ClientSession session, @Nullable String error) {
    Wait wait = of(session);
    if (wait == null) {
      return false;
    }
    if (error == null) {
      timeOut(wait);
    } else {
      fail(wait, error);
    }
    return true;
  }

  /** This node is a replica now: all waits end, and so do the connections. */
  public void roleChanged() {
    for (Wait wait : new ArrayList<>(waits.values())) {
      wait.session.set(SessionFlags.CLOSE_AFTER_REPLY);
      fail(wait, ROLE_CHANGED);
    }
  }

  /** Slots have other owners: who waits for a key that is served elsewhere is told where. */
  void ownersChanged(ClusterView view) {
    for (Wait wait : new ArrayList<>(waits.values())) {
      String refusal = refusal(wait, view);
      if (refusal != null) {
        fail(wait, refusal);
      }
    }
  }

  private @Nullable String refusal(Wait wait, ClusterView view) {
    if (!view.isOk()) {
      return "CLUSTERDOWN The cluster is down";
    }
    byte[] key = wait.keys.getFirst().bytes;
    int slot = SlotHash.slotOf(key, 0, key.length);
    NodeView owner = view.owner(slot);
    if (view.ownerIndex(slot) == view.myIndex() || view.importingFrom(slot) != null) {
      return null;
    }
    if (owner == null) {
      return "CLUSTERDOWN Hash slot not served";
    }
    NodeView me = view.myself();
    boolean readsReplica =
        wait.session.is(SessionFlags.READONLY)
            && !wait.command.is(Flags.WRITE)
            && !me.primary()
            && owner.id().equals(me.primaryId());
    return readsReplica ? null : Redirection.to(engine, wait.session, "MOVED ", slot, owner);
  }

  // ---- facts

  /** How many sessions wait. */
  public int count() {
    return waits.size();
  }

  /** How many keys are waited for: INFO's total_blocking_keys. */
  public int keyCount() {
    return queues.size();
  }

  /** How many keys are waited for by somebody who wants to know of their end. */
  public int whenGoneKeyCount() {
    int count = 0;
    for (TreeMap<Long, Wait> queue : queues.values()) {
      count += queue.values().stream().anyMatch(Wait::whenGone) ? 1 : 0;
    }
    return count;
  }

  /** How many sessions wait until some time: INFO's clients_in_timeout_table. */
  public int deadlineCount() {
    return deadlines.size();
  }
}
