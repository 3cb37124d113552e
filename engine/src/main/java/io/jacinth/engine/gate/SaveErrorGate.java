package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.config.PersistenceOptions;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** A primary that cannot save takes no writes, if so configured. */
final class SaveErrorGate implements SessionGate {
  private final Engine engine;

  SaveErrorGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return WriteRows.mayWrite(row) || row.name().equals("ping");
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !engine.persistence().lastSaveFailed();
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (!engine.persistence().lastSaveFailed()
        || !engine.config().isOn(PersistenceOptions.STOP_WRITES_ON_BGSAVE_ERROR)
        || engine.config().savePoints().isEmpty()
        || c.isObeyed()
        || !(c.row().name().equals("ping") || EffectiveFlags.writes(c))) {
      return null;
    }
    return Gates.refuse(
        c,
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to"
            + " disk. Commands that may modify the data set are disabled, because this instance is"
            + " configured to report errors during writes if RDB snapshotting fails"
            + " (stop-writes-on-bgsave-error option). Please check the Redis logs for details about"
            + " the RDB error.");
  }
}
