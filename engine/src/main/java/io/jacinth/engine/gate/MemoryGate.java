package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.config.MemoryOptions;
import org.jspecify.annotations.Nullable;

/** Commands that need memory are refused above maxmemory. */
final class MemoryGate implements Gate {
  private final Engine engine;

  MemoryGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return row.is(Flags.DENYOOM) || row.name().equals("exec");
  }

  @Override
  public @Nullable Outcome check(Call c) {
    long limit = engine.config().number(MemoryOptions.MAXMEMORY);
    if (limit == 0 || c.isObeyed() || engine.usedMemory() <= limit) {
      return null;
    }
    if (!c.is(Flags.DENYOOM) && !engine.queuedHas(c.session(), Flags.DENYOOM)) {
      return null;
    }
    return Gates.refuse(c, "OOM command not allowed when used memory > 'maxmemory'.");
  }
}
