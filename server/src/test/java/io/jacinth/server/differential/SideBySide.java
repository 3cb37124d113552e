package io.jacinth.server.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls on both servers and compares what they answer and what they hold afterwards.
 *
 * <p>A family with one connection sends its calls in pipelines and expects one reply for each. A
 * stepped family makes one call at a time and then looks what has come to every connection:
 * nothing, one reply, several, or a message for somebody else.
 */
final class SideBySide implements AutoCloseable {
  /** Calls sent before the first reply is read. */
  private static final int PIPELINE = 25;

  /** How long a reply may be late when the other server's is there. */
  private static final int LATE_MS = 2000;

  /** How long both may be silent before it is their answer. */
  private static final int SILENCE_MS = 10;

  private static final int REPLAYS = 150;

  /** How long freeing in the background may take; on a busy machine much longer than usual. */
  private static final int FREEING_MS = 20_000;

  /** After so long a server that has not been used is taken to have freed all it will. */
  private static final int SETTLING_MS = 2000;

  private static final List<Call> BARRIER = List.of(Call.of("PING"));

  private final Peer theirs;
  private final Peer ours;
  private final Set<String> ourRows;
  private final Exercise exercise = new Exercise();

  /** What ours uses for data when there is none. */
  private final long emptyBytes;

  SideBySide(int theirPort, int ourPort) {
    theirs = new Peer(theirPort);
    ours = new Peer(ourPort);
    ourRows = Exercise.rows(ours.control());
    emptyBytes = bytesWithoutKeys(0, SETTLING_MS);
  }

  Exercise exercise() {
    return exercise;
  }

  Set<String> ourRows() {
    return ourRows;
  }

  /** What the two say of their commands. */
  Descriptions descriptions() {
    return new Descriptions(theirs.control(), ours.control());
  }

  /** Makes each of two servers in cluster mode the owner of everything. */
  void ownAllSlots() {
    for (Peer peer : List.of(theirs, ours)) {
      peer.control().ask("CLUSTER ADDSLOTSRANGE 0 16383");
      long deadlineNs = System.nanoTime() + 80_000_000_000L;
      while (!Words.latin1(peer.control().ask("CLUSTER INFO")).contains("cluster_state:ok")) {
        if (System.nanoTime() > deadlineNs) {
          throw new IllegalStateException("the cluster of one does not come up");
        }
        pause();
      }
    }
  }

  /** Runs calls on a fresh pair; the first difference, or null. */
  @Nullable Difference run(Family family, List<Call> calls, int protocol) {
    begin(family, protocol);
    Difference found;
    if (family.isStepped()) {
      found = step(family, calls, protocol);
      if (found != null && !exercise.isSilent()) {
        // On a busy machine an answer may come so late that it is taken for the next call's.
        begin(family, protocol);
        found = step(family, calls, protocol);
      }
    } else {
      found = pipeline(family, calls, protocol);
    }
    if (found != null || exercise.isOver()) {
      return found;
    }
    String state =
        State.difference(
            State.of(theirs.control(), family.isCluster()),
            State.of(ours.control(), family.isCluster()));
    if (state == null) {
      state = leftAfterFlush();
    }
    return state == null ? null : new Difference(calls, protocol, true, state, "");
  }

  /** After FLUSHALL ours must have given back all its memory; what it has not, or null. */
  private @Nullable String leftAfterFlush() {
    ours.closeClients();
    long left = bytesWithoutKeys(emptyBytes, FREEING_MS) - emptyBytes;
    return left == 0 ? null : left + " bytes are still in use after FLUSHALL";
  }

  private long bytesWithoutKeys(long expected, int patienceMs) {
    ours.control().ask("FLUSHALL");
    long startNs = System.nanoTime();
    while (true) {
      String info = Words.latin1(ours.control().ask("INFO memory"));
      long bytes = field(info, "used_memory_dataset");
      boolean freed = field(info, "lazyfree_pending_objects") == 0;
      // Replies on their way to clients that are gone hold pages for a moment.
      if (freed && bytes == expected || isPast(startNs, patienceMs)) {
        return bytes;
      }
      pause();
    }
  }

  private static long field(String info, String name) {
    int at = info.indexOf(name + ":") + name.length() + 1;
    return Long.parseLong(info.substring(at, info.indexOf('\r', at)));
  }

  private void begin(Family family, int protocol) {
    List<Call> setup = new ArrayList<>(List.of(Call.of("FLUSHALL")));
    // The configuration first: after a difference it need not be the same on both.
    setup.addAll(family.setup().stream().filter(SideBySide::configures).toList());
    if (!family.isCluster()) {
      setup.addAll(KeySpace.fill(ourRows));
    }
    setup.addAll(family.setup().stream().filter(call -> !configures(call)).toList());
    theirs.closeClients();
    ours.closeClients();
    barrier();
    List<byte[]> expected = theirs.begin(setup, family.clients(), protocol);
    List<byte[]> actual = ours.begin(setup, family.clients(), protocol);
    for (int i = 0; i < setup.size(); i++) {
      if (expected.get(i)[0] == '-' || actual.get(i)[0] == '-') {
        throw new IllegalStateException(
            setup.get(i).show()
                + ": "
                + Words.latin1(expected.get(i))
                + Words.latin1(actual.get(i)));
      }
    }
    exercise.begin();
  }

  private static boolean configures(Call call) {
    return Words.latin1(call.words()[0]).equals("CONFIG");
  }

  private @Nullable Difference pipeline(Family family, List<Call> calls, int protocol) {
    Difference found = null;
    for (int from = 0; from < calls.size() && found == null; from += PIPELINE) {
      List<Call> some = calls.subList(from, Math.min(calls.size(), from + PIPELINE));
      theirs.client(0).send(some);
      ours.client(0).send(some);
      for (int i = 0; i < some.size(); i++) {
        // All replies are read, also when nobody looks at them: then the calls have been run.
        byte[] their = theirs.client(0).reply();
        byte[] our = ours.client(0).reply();
        boolean looked = found == null && !exercise.isOver();
        if (looked && !judge(family, some.get(i), their, our)) {
          found = replies(calls.subList(0, from + i + 1), protocol, their, our);
        }
      }
      if (exercise.isOver()) {
        break;
      }
    }
    return found;
  }

  private @Nullable Difference step(Family family, List<Call> calls, int protocol) {
    Set<Integer> waiting = new TreeSet<>();
    for (int i = 0; i < calls.size() && !exercise.isOver(); i++) {
      Call call = calls.get(i);
      if (waiting.contains(call.client())) {
        continue;
      }
      theirs.client(call.client()).send(List.of(call));
      ours.client(call.client()).send(List.of(call));
      if (call.row().blocks()) {
        waiting.add(call.client());
      }
      Difference found = look(family, calls.subList(0, i + 1), protocol, waiting);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** What came to each connection after the last call. */
  private @Nullable Difference look(
      Family family, List<Call> calls, int protocol, Set<Integer> waiting) {
    barrier();
    Call call = calls.getLast();
    for (int client = 0; client < family.clients(); client++) {
      boolean caller = client == call.client();
      Call judged = caller ? call : new Call(client, Row.SETUP, call.words());
      boolean answers = caller && !call.row().blocks();
      byte[] their = theirs.client(client).arrived();
      byte[] our = ours.client(client).arrived();
      long startNs = System.nanoTime();
      while ((answers && their.length == 0 && our.length == 0 && !isPast(startNs, SILENCE_MS))
          || !same(family, judged, their, our)) {
        if (isPast(startNs, exercise.isSilent() ? LATE_MS / 4 : LATE_MS)) {
          return replies(calls, protocol, their, our);
        }
        pause();
        their = join(their, theirs.client(client).arrived());
        our = join(our, ours.client(client).arrived());
      }
      judge(family, judged, their, our);
      if (their.length > 0) {
        waiting.remove(client);
      }
    }
    return null;
  }

  private static boolean isPast(long startNs, long ms) {
    return System.nanoTime() - startNs > ms * 1_000_000;
  }

  /**
   * Afterwards both servers have done what was sent to them before, and their answers are here:
   * what came in before the first of two PINGs was run in its turn at the latest, and answered by
   * the second.
   */
  private void barrier() {
    for (int i = 0; i < 2; i++) {
      theirs.control().send(BARRIER);
      ours.control().send(BARRIER);
      theirs.control().reply();
      ours.control().reply();
    }
  }

  static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] join(byte[] a, byte[] b) {
    return b.length == 0 || (b == Wire.CLOSED && a.length > 0)
        ? a
        : Words.bytes(Words.latin1(a) + Words.latin1(b));
  }

  private static boolean same(Family family, Call call, byte[] their, byte[] our) {
    return call.row().compare().sameBytes(their, our)
        || family.knownDifference(call, their, our) != null;
  }

  /** Whether the replies are the same, or differ as it is known. */
  private boolean judge(Family family, Call call, byte[] their, byte[] our) {
    if (their == Wire.SILENT) {
      return false;
    }
    boolean same = call.row().compare().sameBytes(their, our);
    Family.Known known = same ? null : family.knownDifference(call, their, our);
    if (!same && known == null) {
      return false;
    }
    exercise.note(call, their, our, known);
    return true;
  }

  private static Difference replies(List<Call> calls, int protocol, byte[] their, byte[] our) {
    return new Difference(List.copyOf(calls), protocol, false, Words.show(their), Words.show(our));
  }

  /** Leaves out calls as long as the same difference shows. */
  Difference shrink(Family family, Difference found) {
    Difference best = found;
    int replays = 0;
    for (int chunk = Math.max(1, best.calls().size() / 2); chunk >= 1; chunk /= 2) {
      int at = Math.max(0, best.calls().size() - 1 - chunk);
      while (at >= 0 && replays < REPLAYS) {
        List<Call> fewer = new ArrayList<>(best.calls());
        int lastKept = best.inState() ? fewer.size() : fewer.size() - 1;
        fewer.subList(at, Math.min(lastKept, at + chunk)).clear();
        Difference again = fewer.size() == best.calls().size() ? null : rerun(family, best, fewer);
        replays++;
        if (again != null && again.isLike(best)) {
          best = again;
          at = Math.min(at, best.calls().size() - 1);
        }
        at = at == 0 ? -1 : Math.max(0, at - chunk);
      }
    }
    return best;
  }

  private @Nullable Difference rerun(Family family, Difference found, List<Call> calls) {
    exercise.silence(true);
    try {
      return calls.isEmpty() ? null : run(family, calls, found.protocol());
    } finally {
      exercise.silence(false);
    }
  }

  @Override
  public void close() {
    theirs.close();
    ours.close();
  }
}
