package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.CommandTable;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All gates in Redis's order. Which of them a command can meet at all depends on its row only and
 * is worked out once; the rest is a loop over a short array.
 *
 * <p>Nearly always all gates but those that look at the command itself stand open. That is asked
 * first, of each by its class, which costs a handful of loads; the loop is then over an array that
 * is empty for most commands.
 */
public final class Gates {
  public static final String OUT_OF_MEMORY =
      "OOM command not allowed when used memory > 'maxmemory'.";

  private final AuthGate auth = new AuthGate();
  private final NoMultiGate noMulti = new NoMultiGate();
  private final AclGate acl = new AclGate();
  private final MemoryGate memory;
  private final SaveErrorGate saveError;
  private final GoodReplicasGate goodReplicas;
  private final ReadOnlyReplicaGate readOnlyReplica;
  private final PubSubGate pubSub = new PubSubGate();
  private final StaleDataGate staleData;
  private final LoadingGate loading;
  private final BusyGate busy;
  private final WatcherGate watcher = new WatcherGate();
  private final PauseGate pause;
  private final QueueGate queue = new QueueGate();

  private final Gate[][] byCommand;

  /** As {@link #byCommand}, without the {@link SessionGate}s, for which {@link #isOpen} speaks. */
  private final Gate[][] neverOpen;

  private final CommandTable table;
  private final WebRequests web = new WebRequests();

  public Gates(CommandTable table, Engine engine) {
    this.table = table;
    memory = new MemoryGate(engine);
    saveError = new SaveErrorGate(engine);
    goodReplicas = new GoodReplicasGate(engine);
    readOnlyReplica = new ReadOnlyReplicaGate(engine);
    staleData = new StaleDataGate(engine);
    loading = new LoadingGate(engine);
    busy = new BusyGate(engine);
    pause = new PauseGate(engine);
    Gate protectedGate = new ProtectedGate();
    Gate cluster = new ClusterGate(engine);
    Gate lease = new LeaseGate(engine);
    List<Gate> order =
        List.of(
            protectedGate,
            auth,
            noMulti,
            acl,
            cluster,
            lease,
            memory,
            saveError,
            goodReplicas,
            readOnlyReplica,
            pubSub,
            staleData,
            loading,
            busy,
            watcher,
            pause,
            queue);
    byCommand = concerned(table, order);
    neverOpen =
        concerned(table, order.stream().filter(gate -> !(gate instanceof SessionGate)).toList());
  }

  private static Gate[][] concerned(CommandTable table, List<Gate> order) {
    Gate[][] byCommand = new Gate[table.everything().size()][];
    for (Command command : table.everything()) {
      List<Gate> mine = new ArrayList<>();
      for (Gate gate : order) {
        if (gate.concerns(command.row())) {
          mine.add(gate);
        }
      }
      byCommand[command.index()] = mine.toArray(new Gate[0]);
    }
    return byCommand;
  }

  /** Asks every {@link SessionGate}, each by its class: a loop over them would cost far more. */
  private boolean isOpen(ClientSession session) {
    return auth.isOpen(session)
        && noMulti.isOpen(session)
        && acl.isOpen(session)
        && memory.isOpen(session)
        && saveError.isOpen(session)
        && goodReplicas.isOpen(session)
        && readOnlyReplica.isOpen(session)
        && pubSub.isOpen(session)
        && staleData.isOpen(session)
        && loading.isOpen(session)
        && busy.isOpen(session)
        && watcher.isOpen(session)
        && pause.isOpen(session)
        && queue.isOpen(session);
  }

  /** Finds the command and asks all gates; null when it may run. */
  public @Nullable Outcome check(Call c) {
    Command command = NameGate.find(c, table, web);
    if (command == null) {
      return Outcome.DONE;
    }
    Gate[] asked = (isOpen(c.session()) ? neverOpen : byCommand)[command.index()];
    for (Gate gate : asked) {
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
