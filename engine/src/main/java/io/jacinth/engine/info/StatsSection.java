package io.jacinth.engine.info;

import io.jacinth.engine.ActiveExpiry;
import io.jacinth.engine.Defrag;
import io.jacinth.engine.Engine;
import io.jacinth.engine.HostFacts;
import io.jacinth.engine.Traffic;
import io.jacinth.engine.TurnFacts;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.keyspace.Keyspace;

/** Stats. */
final class StatsSection {
  private StatsSection() {}

  static void write(Engine engine, StringBuilder out) {
    HostFacts facts = engine.host().facts();
    Traffic traffic = engine.statistics().traffic();
    Keyspace keyspace = engine.keyspace();
    ActiveExpiry expiry = engine.housekeeping().expiry();
    Fields fields = new Fields(out);
    fields
        .put("total_connections_received", facts.totalConnections())
        .put("total_commands_processed", engine.statistics().commands())
        .put("instantaneous_ops_per_sec", engine.statistics().opsPerSecond())
        .put("total_net_input_bytes", traffic.inputBytes())
        .put("total_net_output_bytes", traffic.outputBytes())
        .put("total_net_repl_input_bytes", traffic.primaryInputBytes())
        .put("total_net_repl_output_bytes", traffic.replicaOutputBytes())
        .decimal("instantaneous_input_kbps", traffic.inputKbps())
        .decimal("instantaneous_output_kbps", traffic.outputKbps())
        .decimal("instantaneous_input_repl_kbps", traffic.primaryInputKbps())
        .decimal("instantaneous_output_repl_kbps", traffic.replicaOutputKbps())
        .put("rejected_connections", facts.rejectedConnections())
        .put("sync_full", engine.statistics().fullSyncs())
        .put("sync_partial_ok", engine.statistics().partialSyncs())
        .put("sync_partial_err", engine.statistics().refusedPartialSyncs())
        .put("expired_keys", keyspace.expirer().expiredKeys())
        .decimal("expired_stale_perc", expiry.stalePercent())
        .put("expired_time_cap_reached_count", expiry.timeCapReached())
        .put("expire_cycle_cpu_milliseconds", expiry.spentMillis())
        .put("evicted_keys", keyspace.evictor().evictedKeys())
        .put("evicted_clients", engine.statistics().evictedClients())
        .put("total_eviction_exceeded_time", engine.housekeeping().eviction().totalExceededMillis())
        .put(
            "current_eviction_exceeded_time",
            engine.housekeeping().eviction().currentExceededMillis())
        .put("keyspace_hits", keyspace.hits())
        .put("keyspace_misses", keyspace.misses())
        .put("pubsub_channels", engine.pubSub().channelCount())
        .put("pubsub_patterns", engine.pubSub().patternCount())
        .put("pubsubshard_channels", engine.pubSub().shardChannelCount())
        .put("latest_fork_usec", 0)
        .put("total_forks", 0)
        .put("migrate_cached_sockets", 0)
        .put("slave_expires_tracked_keys", keyspace.ownExpiries().size());
    Defrag defrag = engine.housekeeping().defrag();
    fields
        .put("active_defrag_hits", defrag.moves().movedBlocks())
        .put("active_defrag_misses", defrag.moves().keptBlocks())
        .put("active_defrag_key_hits", defrag.moves().movedEntries())
        .put("active_defrag_key_misses", defrag.moves().keptEntries())
        .put("total_active_defrag_time", defrag.totalMillis())
        .put("current_active_defrag_time", defrag.currentMillis());
    clients(engine, facts.turns(), fields);
  }

  /** Replies, buffers, and the turns that serve them. */
  private static void clients(Engine engine, TurnFacts turns, Fields fields) {
    Traffic traffic = engine.statistics().traffic();
    fields
        .put("tracking_total_keys", 0)
        .put("tracking_total_items", 0)
        .put("tracking_total_prefixes", 0)
        .put("unexpected_error_replies", 0)
        .put("total_error_replies", engine.errors().total())
        .put("dump_payload_sanitizations", 0)
        .put("total_reads_processed", traffic.reads())
        .put("total_writes_processed", traffic.writes())
        .put("io_threaded_reads_processed", 0)
        .put("io_threaded_writes_processed", 0)
        .put(
            "client_query_buffer_limit_disconnections",
            engine.statistics().queryBufferDisconnections())
        .put(
            "client_output_buffer_limit_disconnections",
            engine.statistics().outputBufferDisconnections())
        .put("reply_buffer_shrinks", engine.housekeeping().replyBuffers().shrinks())
        .put("reply_buffer_expands", 0)
        .put("eventloop_cycles", turns.count())
        .put("eventloop_duration_sum", turns.totalMicros())
        .put("eventloop_duration_cmd_sum", commandMicros(engine))
        .put("instantaneous_eventloop_cycles_per_sec", turns.perSecond())
        .put("instantaneous_eventloop_duration_usec", turns.recentMicros())
        .put("acl_access_denied_auth", engine.statistics().deniedLogins())
        .put("acl_access_denied_cmd", 0)
        .put("acl_access_denied_key", 0)
        .put("acl_access_denied_channel", 0)
        .put("engine_turns", turns.count())
        .put("engine_turn_usec_p50", turns.p50Micros())
        .put("engine_turn_usec_p99", turns.p99Micros())
        .put("engine_turn_usec_p99.9", turns.p999Micros())
        .put("engine_turn_usec_max", turns.maxMicros());
  }

  /** What EXEC took is what its commands took. */
  private static long commandMicros(Engine engine) {
    long nanos = 0;
    for (Command command : engine.commands().everything()) {
      nanos += command.name().equals("exec") ? 0 : command.nanos();
    }
    return nanos / 1000;
  }
}
