package io.jacinth.engine.replication;

import java.util.Locale;

/** The section "Replication" of INFO, field by field in Redis 7.0's order. */
public final class ReplicationInfo {
  /** What INFO says of the configuration. */
  public record Options(
      int replicaPriority,
      boolean replicaReadOnly,
      boolean replicaAnnounced,
      int minReplicasToWrite,
      int minReplicasMaxLagSeconds) {}

  private ReplicationInfo() {}

  /** Appends the fields, without the section's heading, each line ended by CR LF. */
  public static void write(
      StringBuilder out, ReplicationState state, Options options, long monoMs) {
    PrimaryLinkState link = state.link();
    field(out, "role", link == null ? "master" : "slave");
    if (link != null) {
      writePrimary(out, state, link, options, monoMs);
    }
    field(out, "connected_slaves", state.replicas().size());
    if (options.minReplicasToWrite() > 0 && options.minReplicasMaxLagSeconds() > 0) {
      field(
          out,
          "min_slaves_good_slaves",
          state.goodReplicas(options.minReplicasMaxLagSeconds(), monoMs));
    }
    for (int i = 0; i < state.replicas().size(); i++) {
      ConnectedReplica replica = state.replicas().get(i);
      field(
          out,
          "slave" + i,
          "ip="
              + replica.ip()
              + ",port="
              + replica.port()
              + ",state="
              + replica.stage().word()
              + ",offset="
              + replica.ackOffset()
              + ",lag="
              + replica.lagSeconds(monoMs));
    }
    ReplicationLog stream = state.stream();
    field(out, "master_failover_state", "no-failover");
    field(out, "master_replid", state.replId());
    field(out, "master_replid2", state.replId2());
    field(out, "master_repl_offset", state.offset());
    field(out, "second_repl_offset", state.secondOffset());
    field(out, "repl_backlog_active", stream.isActive() ? 1 : 0);
    field(out, "repl_backlog_size", stream.backlogSizeBytes());
    field(out, "repl_backlog_first_byte_offset", stream.firstByteOffset());
    field(out, "repl_backlog_histlen", stream.historyBytes());
  }

  private static void writePrimary(
      StringBuilder out,
      ReplicationState state,
      PrimaryLinkState link,
      Options options,
      long monoMs) {
    field(out, "master_host", state.primaryHost());
    field(out, "master_port", state.primaryPort());
    field(out, "master_link_status", link.isUp() ? "up" : "down");
    field(
        out,
        "master_last_io_seconds_ago",
        link.isUp() ? secondsSince(link.lastIoMonoMs(), monoMs) : -1);
    boolean transfer = link.stage() == PrimaryLinkState.Stage.TRANSFER;
    field(out, "master_sync_in_progress", transfer ? 1 : 0);
    // Redis starts from 1 when it holds no data of any primary.
    field(out, "slave_read_repl_offset", link.wasInStep() ? link.readOffset() : 1);
    field(out, "slave_repl_offset", link.wasInStep() ? state.offset() : 1);
    if (transfer) {
      writeTransfer(out, link, monoMs);
    }
    if (!link.isUp()) {
      field(out, "master_link_down_since_seconds", secondsSince(link.downSinceMonoMs(), monoMs));
    }
    field(out, "slave_priority", options.replicaPriority());
    field(out, "slave_read_only", options.replicaReadOnly() ? 1 : 0);
    field(out, "replica_announced", options.replicaAnnounced() ? 1 : 0);
  }

  private static void writeTransfer(StringBuilder out, PrimaryLinkState link, long monoMs) {
    long total = link.transferTotalBytes();
    long read = link.transferReadBytes();
    double percent = total > 0 ? (double) read / total * 100 : 0;
    field(out, "master_sync_total_bytes", total);
    field(out, "master_sync_read_bytes", read);
    field(out, "master_sync_left_bytes", total - read);
    field(out, "master_sync_perc", String.format(Locale.ROOT, "%.2f", percent));
    field(
        out, "master_sync_last_io_seconds_ago", secondsSince(link.transferLastIoMonoMs(), monoMs));
  }

  private static long secondsSince(long sinceMonoMs, long monoMs) {
    return sinceMonoMs == Long.MIN_VALUE ? -1 : Math.max(0, (monoMs - sinceMonoMs) / 1000);
  }

  private static void field(StringBuilder out, String name, long value) {
    out.append(name).append(':').append(value).append("\r\n");
  }

  private static void field(StringBuilder out, String name, String value) {
    out.append(name).append(':').append(value).append("\r\n");
  }
}
