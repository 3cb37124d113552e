package io.jacinth.engine.info;

import io.jacinth.engine.Engine;
import io.jacinth.engine.PersistenceState;

/** Persistence. */
final class PersistenceSection {
  private PersistenceSection() {}

  static void write(Engine engine, StringBuilder out) {
    PersistenceState state = engine.persistence();
    long monoMs = engine.turn().monoMs();
    Fields fields = new Fields(out);
    fields
        .put("loading", state.isLoading())
        .put("async_loading", state.isAsyncLoading())
        .put("current_cow_peak", 0)
        .put("current_cow_size", 0)
        .put("current_cow_size_age", 0)
        .put("current_fork_perc", "0.00")
        .put("current_save_keys_processed", 0)
        .put("current_save_keys_total", 0)
        .put("rdb_changes_since_last_save", engine.keyspace().dirty() - state.dirtyAtSave())
        .put("rdb_bgsave_in_progress", state.isSaving())
        .put("rdb_last_save_time", state.lastSaveWallMs() / 1000)
        .put("rdb_last_bgsave_status", state.lastSaveFailed() ? "err" : "ok")
        .put("rdb_last_bgsave_time_sec", state.lastSaveSeconds())
        .put(
            "rdb_current_bgsave_time_sec",
            state.isSaving() ? (monoMs - state.savingSinceMonoMs()) / 1000 : -1)
        .put("rdb_saves", state.saves())
        .put("rdb_last_cow_size", 0)
        .put("rdb_last_load_keys_expired", 0)
        .put("rdb_last_load_keys_loaded", 0)
        .put("aof_enabled", 0)
        .put("aof_rewrite_in_progress", 0)
        .put("aof_rewrite_scheduled", 0)
        .put("aof_last_rewrite_time_sec", -1)
        .put("aof_current_rewrite_time_sec", -1)
        .put("aof_last_bgrewrite_status", "ok")
        .put("aof_rewrites", 0)
        .put("aof_rewrites_consecutive_failures", 0)
        .put("aof_last_write_status", "ok")
        .put("aof_last_cow_size", 0)
        .put("module_fork_in_progress", 0)
        .put("module_fork_last_cow_size", 0);
    if (state.isLoading()) {
      loading(engine, state, fields);
    }
  }

  private static void loading(Engine engine, PersistenceState state, Fields fields) {
    long total = state.loadingTotalBytes();
    long loaded = state.loadingLoadedBytes();
    long seconds = Math.max(1, (engine.turn().wallMs() - state.loadingStartWallMs()) / 1000);
    long eta = loaded == 0 ? 1 : Math.max(0, total - loaded) * seconds / loaded;
    fields
        .put("loading_start_time", state.loadingStartWallMs() / 1000)
        .put("loading_total_bytes", total)
        .put("loading_rdb_used_mem", 0)
        .put("loading_loaded_bytes", loaded)
        .decimal("loading_loaded_perc", total == 0 ? 0 : 100.0 * loaded / total)
        .put("loading_eta_seconds", eta);
  }
}
