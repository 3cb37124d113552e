package io.jacinth.engine;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.PauseState;
import io.jacinth.resp.Argv;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** The sessions that wait, each with its reason, and what ends their waits. */
final class Waiting {
  private final Engine engine;
  private final Blocking blocking;
  private final TreeMap<Long, ClientSession> parked = new TreeMap<>();
  private final TreeMap<Long, ClientSession> requests = new TreeMap<>();
  private final ArrayDeque<ClientSession> goingOn = new ArrayDeque<>();
  private long lastRequest;
  private boolean unpaused;

  Waiting(Engine engine) {
    this.engine = engine;
    blocking = new Blocking(engine);
  }

  /** Those who wait for keys. */
  Blocking blocking() {
    return blocking;
  }

  /** The session's command returned PARKED. */
  void parked(ClientSession session) {
    Parked wait = session.parked();
    if (wait != null && wait.kind() != ParkKind.KEYS) {
      parked.put(session.id(), session);
    }
  }

  void forget(ClientSession session) {
    goingOn.remove(session);
    while (session.isHeldUp()) {
      forgetRequest(session);
      goOn(session); // EXEC has begun, so all of it happens, whether anybody waits for it or not
    }
    blocking.forget(session);
    parked.remove(session.id());
    forgetRequest(session);
  }

  private void forgetRequest(ClientSession session) {
    Parked wait = session.parked();
    if (wait != null && wait.kind() == ParkKind.CLUSTER_REPLY) {
      requests.remove(wait.number());
    }
  }

  /** Ends a wait; the reply has been written. */
  void end(ClientSession session) {
    parked.remove(session.id());
    if (session.isHeldUp()) {
      goingOn.add(session); // between other commands, not in the middle of whose end this is
      return;
    }
    session.park(null);
    engine.ready(session);
  }

  /** Runs what a transaction has behind the command that waited. */
  private void goOn(ClientSession session) {
    parked.remove(session.id());
    session.park(null);
    engine.pause().resume(PauseState.Reason.TRANSACTION);
    unpaused = true;
    if (engine.runTransaction(session, session.takeHeldUp()) == Outcome.PARKED) {
      parked(session);
    } else {
      engine.ready(session);
    }
  }

  Outcome askCore(Call c, ClusterRequest.Facts facts) {
    long id = ++lastRequest;
    requests.put(id, c.session());
    Outcome outcome = c.park(ParkKind.CLUSTER_REPLY, Parked.NO_DEADLINE, id, 0);
    List<byte[]> words = Arrays.asList(c.argv().copyRange(1, c.count()));
    engine.host().submit(new ClusterRequest(id, words, facts));
    return outcome;
  }

  void answer(long requestId, Answer answer) {
    ClientSession session = requests.remove(requestId);
    if (session == null) {
      return;
    }
    long errorsBefore = session.reply().errors();
    Answers.write(session.reply(), answer);
    if (session.reply().errors() != errorsBefore) {
      engine
          .errors()
          .count(
              session.reply().array(),
              session.reply().lastErrorOffset(),
              session.reply().lastErrorLength());
    }
    end(session);
  }

  /** A pause was ended by a command: run what waited at the next look. */
  void unpauseSoon() {
    unpaused = true;
  }

  /** A pause ended: run what waited for that, in the order of the sessions. */
  void unpaused() {
    engine.turn().read(engine.monoNanos());
    for (ClientSession session : new ArrayList<>(parked.values())) {
      Parked wait = session.parked();
      if (wait == null || wait.kind() != ParkKind.PAUSE) {
        continue;
      }
      Argv again = wait.redo();
      parked.remove(session.id());
      session.park(null);
      if (again != null) {
        engine.execute(session, again);
      }
      engine.ready(session);
    }
  }

  /** Ends waits whose time or condition has come. */
  void check() {
    endWaits();
    ClientSession session = goingOn.poll();
    if (session != null) {
      goOn(session);
      endWaits();
    }
  }

  private void endWaits() {
    long monoMs = engine.turn().monoMs();
    if (engine.pause().expire(monoMs) || unpaused) {
      unpaused = false;
      unpaused();
    }
    blocking.check();
    blocking.serve();
    if (parked.isEmpty()) {
      return;
    }
    for (ClientSession session : new ArrayList<>(parked.values())) {
      Parked wait = session.parked();
      if (wait == null) {
        continue;
      }
      boolean late = monoMs >= wait.deadlineMonoMs();
      if (wait.kind() == ParkKind.REPLICAS) {
        int acknowledged = engine.replication().replicasAt(wait.offset());
        if (late || acknowledged >= wait.number()) {
          session.reply().integer(acknowledged);
          end(session);
        }
      } else if (wait.kind() == ParkKind.SLEEP && late) {
        session.reply().ok();
        Argv words = wait.redo();
        if (words != null) {
          engine.statistics().commands++;
          engine.observation().slept(session, words, engine.monoNanos() - wait.number());
        }
        end(session);
      }
    }
  }

  long nextDeadlineMonoMs() {
    if (!goingOn.isEmpty()) {
      return 0;
    }
    long next = blocking.nextDeadlineMonoMs();
    for (ClientSession session : parked.values()) {
      Parked wait = session.parked();
      if (wait != null) {
        next = Math.min(next, wait.deadlineMonoMs());
      }
    }
    return next;
  }

  /** How many sessions wait for something Redis counts as blocking. */
  int blockedCount() {
    int count = blocking.count();
    for (ClientSession session : parked.values()) {
      Parked wait = session.parked();
      if (wait != null) {
        count +=
            switch (wait.kind()) {
              case REPLICAS, PAUSE, SHUTDOWN -> 1;
              case CLUSTER_REPLY, SLEEP, KEYS, HOST -> 0;
            };
      }
    }
    return count;
  }
}
