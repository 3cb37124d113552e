package io.jacinth.engine.config;

import static io.jacinth.engine.config.NumberOption.integer;
import static io.jacinth.engine.config.OptionFlag.IMMUTABLE;
import static io.jacinth.engine.config.OptionFlag.NO_EFFECT_YET;
import static io.jacinth.engine.config.OptionFlag.SENSITIVE;

import io.jacinth.engine.config.NumberOption.Form;
import io.jacinth.engine.config.NumberOption.Range;
import java.util.List;

/** Replicas and their primaries. */
public final class ReplicationOptions {
  private static final int INT = Integer.MAX_VALUE;

  /** Empty, or host and port. */
  public static final WordsOption REPLICAOF =
      new WordsOption("replicaof slaveof", List.of(), Checks::replicaOf, IMMUTABLE);

  public static final TextOption MASTERAUTH = new TextOption("masterauth", "", SENSITIVE);
  public static final TextOption MASTERUSER = new TextOption("masteruser", "", SENSITIVE);
  public static final BoolOption REPLICA_SERVE_STALE_DATA =
      new BoolOption("replica-serve-stale-data slave-serve-stale-data", true);
  public static final BoolOption REPLICA_READ_ONLY =
      new BoolOption("replica-read-only slave-read-only", true);
  public static final NumberOption REPLICA_PRIORITY =
      integer("replica-priority slave-priority", 0, INT, 100);
  public static final TextOption REPLICA_ANNOUNCE_IP =
      new TextOption("replica-announce-ip slave-announce-ip", "");
  public static final NumberOption REPLICA_ANNOUNCE_PORT =
      integer("replica-announce-port slave-announce-port", 0, 65535, 0);
  public static final BoolOption REPLICA_ANNOUNCED = new BoolOption("replica-announced", true);
  public static final BoolOption REPLICA_LAZY_FLUSH =
      new BoolOption("replica-lazy-flush slave-lazy-flush", false);
  public static final BoolOption REPLICA_IGNORE_DISK_WRITE_ERRORS =
      new BoolOption("replica-ignore-disk-write-errors", false);
  public static final NumberOption REPL_TIMEOUT = integer("repl-timeout", 1, INT, 60);
  public static final NumberOption REPL_PING_REPLICA_PERIOD =
      integer("repl-ping-replica-period repl-ping-slave-period", 1, INT, 10);
  public static final BoolOption REPL_DISABLE_TCP_NODELAY =
      new BoolOption("repl-disable-tcp-nodelay", false);
  public static final BoolOption REPL_DISKLESS_SYNC = new BoolOption("repl-diskless-sync", true);
  public static final NumberOption REPL_DISKLESS_SYNC_DELAY =
      integer("repl-diskless-sync-delay", 0, INT, 5);
  public static final NumberOption REPL_DISKLESS_SYNC_MAX_REPLICAS =
      integer("repl-diskless-sync-max-replicas", 0, INT, 0);
  public static final ChoiceOption REPL_DISKLESS_LOAD =
      ChoiceOption.oneOf("repl-diskless-load", "disabled on-empty-db swapdb", "disabled");
  public static final NumberOption REPL_BACKLOG_SIZE =
      new NumberOption(
          "repl-backlog-size",
          Form.MEMORY,
          new Range(1, Long.MAX_VALUE, 16 * 1024, Long.MAX_VALUE),
          1024 * 1024);
  public static final NumberOption REPL_BACKLOG_TTL =
      integer("repl-backlog-ttl", 0, Long.MAX_VALUE, 3600);
  public static final NumberOption MIN_REPLICAS_TO_WRITE =
      integer("min-replicas-to-write min-slaves-to-write", 0, INT, 0);
  public static final NumberOption MIN_REPLICAS_MAX_LAG =
      integer("min-replicas-max-lag min-slaves-max-lag", 0, INT, 10);

  static final List<Option<?>> ROWS =
      List.of(
          REPLICAOF,
          MASTERAUTH,
          MASTERUSER,
          REPLICA_SERVE_STALE_DATA,
          REPLICA_READ_ONLY,
          REPLICA_PRIORITY,
          REPLICA_ANNOUNCE_IP,
          REPLICA_ANNOUNCE_PORT,
          REPLICA_ANNOUNCED,
          REPLICA_LAZY_FLUSH,
          REPLICA_IGNORE_DISK_WRITE_ERRORS,
          REPL_TIMEOUT,
          REPL_PING_REPLICA_PERIOD,
          REPL_DISABLE_TCP_NODELAY,
          REPL_DISKLESS_SYNC,
          REPL_DISKLESS_SYNC_DELAY,
          REPL_DISKLESS_SYNC_MAX_REPLICAS,
          REPL_DISKLESS_LOAD,
          REPL_BACKLOG_SIZE,
          REPL_BACKLOG_TTL,
          MIN_REPLICAS_TO_WRITE,
          MIN_REPLICAS_MAX_LAG,
          ChoiceOption.oneOf(
              "propagation-error-behavior",
              "ignore panic panic-on-replicas",
              "ignore",
              NO_EFFECT_YET));

  private ReplicationOptions() {}
}
