package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Eviction;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes room before every command while memory is above maxmemory, and refuses commands that need
 * memory when there is nothing to evict.
 *
 * <p>Within MULTI everything is refused then, as the queue itself takes memory, except what ends or
 * leaves the transaction; EXEC is judged by what it would run.
 */
final class MemoryGate implements SessionGate {
  private static final Set<String> ENDS_TRANSACTION =
      new TreeSet<>(List.of("exec", "discard", "quit", "reset"));

  private final Engine engine;

  MemoryGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return true;
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return engine.config().number(MemoryOptions.MAXMEMORY) == 0;
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (engine.config().number(MemoryOptions.MAXMEMORY) == 0
        || engine.isBusy()
        || engine.housekeeping().eviction().makeRoom() != Eviction.Result.FAILED
        || c.isObeyed()) {
      return null;
    }
    boolean refused =
        EffectiveFlags.any(c, Flags.DENYOOM)
            || (c.session().is(SessionFlags.MULTI) && !ENDS_TRANSACTION.contains(c.row().name()));
    return refused ? Gates.refuse(c, Gates.OUT_OF_MEMORY) : null;
  }
}
