package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.CommandTable;
import io.jacinth.engine.session.SessionFlags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All gates in Redis's order. Which of them a command can meet at all depends on its row only and
 * is worked out once; the rest is a loop over a short array.
 */
public final class Gates {
  private final Gate[][] byCommand;
  private final CommandTable table;

  public Gates(CommandTable table, Engine engine) {
    this.table = table;
    List<Gate> order =
        List.of(
            new ProtectedGate(),
            new AuthGate(),
            new NoMultiGate(),
            new AclGate(),
            new ClusterGate(engine),
            new LeaseGate(engine),
            new MemoryGate(engine),
            new SaveErrorGate(engine),
            new GoodReplicasGate(engine),
            new ReadOnlyReplicaGate(engine),
            new PubSubGate(),
            new StaleDataGate(engine),
            new LoadingGate(engine),
            new BusyGate(engine),
            new WatcherGate(),
            new PauseGate(engine),
            new QueueGate());
    byCommand = new Gate[table.everything().size()][];
    for (Command command : table.everything()) {
      List<Gate> mine = new ArrayList<>();
      for (Gate gate : order) {
        if (gate.concerns(command.row())) {
          mine.add(gate);
        }
      }
      byCommand[command.index()] = mine.toArray(new Gate[0]);
    }
  }

  /** Finds the command and asks all gates; null when it may run. */
  public @Nullable Outcome check(Call c) {
    Command command = NameGate.find(c, table);
    if (command == null) {
      return Outcome.DONE;
    }
    for (Gate gate : byCommand[command.index()]) {
      Outcome refused = gate.check(c);
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /**
   * Refuses a command. A transaction it belongs to is broken from now on; EXEC itself is answered
   * with the reason and drops the transaction.
   */
  static Outcome refuse(Call c, String text) {
    c.command().rejected();
    breakTransaction(c);
    if (c.row().name().equals("exec")) {
      c.engine().discardTransaction(c.session());
      return c.error(
          "EXECABORT Transaction discarded because of: "
              + (text.startsWith("ERR ") ? text.substring(4) : text));
    }
    return c.error(text);
  }

  static void breakTransaction(Call c) {
    if (c.session().is(SessionFlags.MULTI)) {
      c.session().set(SessionFlags.MULTI_BROKEN);
    }
  }
}
