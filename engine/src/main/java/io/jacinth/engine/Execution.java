package io.jacinth.engine;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.ErrorStats;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.command.Propagation;
import io.jacinth.engine.gate.Gates;
import io.jacinth.engine.keyspace.Expiry;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.observe.Observation;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.PauseState;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.session.Sessions;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.StoreFullException;
import java.util.List;

/**
 * Runs commands: asks the gates, calls the handler, counts, hands effects to the stream.
 *
 * <p>Commands nest: EXEC runs others, and a long command lets other sessions run theirs. The clock,
 * the treatment of expired keys and the end of propagation belong to the outermost.
 */
final class Execution {
  /** A command, EXEC's commands, and the same again while busy. */
  private static final int MAX_DEPTH = 8;

  private static final String NO_HEAP =
      "ERR not enough heap for this command; start the server with a larger heap";

  private final Engine engine;
  private final Gates gates;
  private final Keyspace keyspace;
  private final Propagation propagation;
  private final ReplicationState replication;
  private final ErrorStats errors;
  private final Observation observation;
  private final Call[] calls = new Call[MAX_DEPTH];
  private int depth;

  Execution(Engine engine, Gates gates) {
    this.engine = engine;
    this.gates = gates;
    keyspace = engine.keyspace();
    propagation = engine.propagation();
    replication = engine.replication();
    errors = engine.errors();
    observation = engine.observation();
    ClientSession nobody = new Sessions(null).open(NoTransport.INSTANCE, 0);
    for (int i = 0; i < MAX_DEPTH; i++) {
      calls[i] = new Call(engine, nobody, engine.commands().everything().get(0));
    }
  }

  /** Runs a command and then, if it was the outermost one, those it set free. */
  Outcome execute(ClientSession session, Argv argv) {
    Outcome outcome = executeAlone(session, argv);
    if (depth == 0) {
      engine.blocking().serve();
    }
    return outcome;
  }

  private Outcome executeAlone(ClientSession session, Argv argv) {
    if (depth == MAX_DEPTH) {
      throw new IllegalStateException("commands nested too deeply");
    }
    Call c = calls[depth++];
    ReplyBuffer reply = session.reply();
    long mark = reply.mark();
    c.begin(session, argv);
    session.set(SessionFlags.EXECUTING);
    int outerSlot = keyspace.commandSlot();
    if (depth == 1) {
      keyspace.begin(
          engine.turn().wallMs(), expiryFor(session), !session.is(SessionFlags.NO_TOUCH));
    }
    Outcome outcome = Outcome.DONE;
    try {
      outcome = admitAndRun(c);
      if (outcome == Outcome.PARKED) {
        engine.waiting().parked(session);
      }
      return outcome;
    } finally {
      depth--;
      keyspace.commandSlot(depth == 0 ? -1 : outerSlot);
      if (depth == 0) {
        propagate(session, c.command().is(Flags.TOUCHES_ARBITRARY_KEYS));
      }
      argv.releaseLarge();
      if (outcome != Outcome.PARKED
          && session.is(
              SessionFlags.REPLY_OFF | SessionFlags.REPLY_SKIP | SessionFlags.REPLY_SKIP_NEXT)) {
        mute(session, mark);
      }
      session.ranToItsEnd();
    }
  }

  /** Hands what was noted to the stream, as one transaction or each part by itself. */
  private void propagate(ClientSession session, boolean separately) {
    long offset = replication.offset();
    if (separately) {
      propagation.flushSeparately();
    } else {
      propagation.flush();
    }
    if (replication.offset() != offset) {
      session.wrote(replication.offset());
    }
  }

  private Outcome admitAndRun(Call c) {
    ReplyBuffer reply = c.reply();
    long errorsBefore = reply.errors();
    Outcome refused = gates.check(c);
    if (refused != null) {
      countErrors(reply, errorsBefore, errors.ever());
      if (refused != Outcome.PARKED) {
        clearAsking(c);
      }
      return refused;
    }
    Outcome outcome = run(c);
    clearAsking(c);
    return outcome;
  }

  private static void clearAsking(Call c) {
    if (c.session().is(SessionFlags.ASKING) && !c.row().name().equals("asking")) {
      c.session().clear(SessionFlags.ASKING);
    }
  }

  /** Runs a command that was admitted, counts it, and notes what it propagates. */
  private Outcome run(Call c) {
    ClientSession session = c.session();
    ReplyBuffer reply = c.reply();
    Command command = c.command();
    long dirtyBefore = keyspace.dirty();
    long errorsBefore = reply.errors();
    long countedBefore = errors.ever();
    long repliedBefore = reply.mark();
    long startNanos = engine.turn().nanos();
    session.ran(command.name(), engine.turn().monoMs());
    Outcome outcome;
    try {
      outcome = command.handler().run(c);
    } catch (StoreFullException full) {
      if (hasTouched(dirtyBefore)) {
        throw full;
      }
      outcome = withoutRoom(c, full, repliedBefore, Gates.OUT_OF_MEMORY);
    } catch (OutOfMemoryError heap) {
      if (hasTouched(dirtyBefore)) {
        throw heap;
      }
      outcome = withoutRoom(c, heap, repliedBefore, NO_HEAP);
    }
    if (keyspace.door().isOpen()) {
      keyspace.afterFailure();
      throw new IllegalStateException(command.name() + " left the write door open");
    }
    long endNanos = engine.monoNanos();
    engine.turn().read(endNanos);
    if (outcome == Outcome.PARKED && endsLater(c)) {
      observation.waits(c);
      return outcome;
    }
    long tookNanos = endNanos - startNanos;
    command.ran(tookNanos, observation.isTracking());
    if (observation.isInterested(tookNanos)) {
      observation.ran(c, tookNanos);
    }
    engine.statistics().commands++;
    if (countErrors(reply, errorsBefore, countedBefore)) {
      command.failed();
    }
    if (keyspace.dirty() != dirtyBefore && c.isVerbatim() && propagation.isWanted()) {
      propagation.verbatim(c.db(), c.argv());
    }
    return outcome;
  }

  /** Whether the command, and not one within it, goes on; it is counted when it has ended. */
  private boolean endsLater(Call c) {
    Parked wait = c.session().parked();
    if (wait == null || wait.kind() != ParkKind.SLEEP) {
      return engine.blocking().isWaiting(c.session());
    }
    return wait.redo() != null && engine.commands().find(wait.redo()) == c.command();
  }

  /** Whether a command may have left something half changed: then the node cannot go on. */
  private boolean hasTouched(long dirtyBefore) {
    return keyspace.door().isOpen() || keyspace.dirty() != dirtyBefore;
  }

  /** Nothing has been changed yet: the command has not happened. */
  private Outcome withoutRoom(Call c, Throwable why, long repliedBefore, String answer) {
    c.reply().truncate(repliedBefore);
    engine.log().log(
        System.Logger.Level.WARNING,
        "No room for command '" + c.command().name() + "': " + why.getMessage());
    return c.error(answer);
  }

  private void runQueued(ClientSession session, Argv argv) {
    Call c = calls[depth++];
    try {
      c.begin(session, argv);
      c.nested();
      Command command = engine.commands().find(argv);
      if (command == null) {
        throw new IllegalStateException("a queued command has no row");
      }
      c.command(command);
      run(c);
    } finally {
      depth--;
    }
  }

  /**
   * Runs commands of a transaction. One that has to wait, for the core or a file, holds up those
   * behind it, as replies come in order, and all other clients, as nobody may come between.
   */
  Outcome runTransaction(ClientSession session, List<Argv> commands) {
    return depth > 0 ? runInOrder(session, commands) : goOn(session, commands);
  }

  private Outcome runInOrder(ClientSession session, List<Argv> commands) {
    for (int i = 0; i < commands.size(); i++) {
      runQueued(session, commands.get(i));
      if (session.isParked()) {
        List<Argv> rest = commands.subList(i + 1, commands.size());
        session.holdUp(rest);
        if (!rest.isEmpty()) {
          engine.pause().pause(PauseState.Reason.TRANSACTION, true, Long.MAX_VALUE);
        }
        return Outcome.PARKED;
      }
    }
    return Outcome.DONE;
  }

  /** The wait is over: what {@link #executeAlone} does around EXEC, without the gates. */
  private Outcome goOn(ClientSession session, List<Argv> commands) {
    long mark = session.reply().mark();
    Outcome outcome = Outcome.DONE;
    depth++;
    session.set(SessionFlags.EXECUTING);
    keyspace.begin(engine.turn().wallMs(), expiryFor(session), !session.is(SessionFlags.NO_TOUCH));
    try {
      outcome = runInOrder(session, commands);
      return outcome;
    } finally {
      depth--;
      keyspace.commandSlot(-1);
      propagate(session, false);
      if (outcome != Outcome.PARKED) {
        mute(session, mark);
      }
      session.ranToItsEnd();
      engine.blocking().serve();
    }
  }

  /** Errors of commands within EXEC are counted there, not once more for EXEC. */
  private boolean countErrors(ReplyBuffer reply, long repliedBefore, long countedBefore) {
    if (reply.errors() - repliedBefore <= errors.ever() - countedBefore) {
      return false;
    }
    errors.count(reply.array(), reply.lastErrorOffset(), reply.lastErrorLength());
    return true;
  }

  private static void mute(ClientSession session, long mark) {
    if (session.is(SessionFlags.REPLY_OFF | SessionFlags.REPLY_SKIP)) {
      session.reply().truncate(mark);
      session.clear(SessionFlags.REPLY_SKIP);
    }
    if (session.is(SessionFlags.REPLY_SKIP_NEXT)) {
      session.clear(SessionFlags.REPLY_SKIP_NEXT);
      session.set(SessionFlags.REPLY_SKIP);
    }
  }

  private Expiry expiryFor(ClientSession session) {
    if (session.isPrimary() || engine.isLoading()) {
      return Expiry.IGNORE;
    }
    return replication.isReplica() || engine.pause().pausesWrites() ? Expiry.HIDE : Expiry.DELETE;
  }
}
