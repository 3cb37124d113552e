package io.jacinth.engine.config;

import static io.jacinth.engine.config.NumberOption.integer;
import static io.jacinth.engine.config.OptionFlag.ALWAYS_WRITTEN;
import static io.jacinth.engine.config.OptionFlag.HIDDEN;
import static io.jacinth.engine.config.OptionFlag.IMMUTABLE;
import static io.jacinth.engine.config.OptionFlag.KEEPS_EMPTY;
import static io.jacinth.engine.config.OptionFlag.NO_EFFECT_YET;
import static io.jacinth.engine.config.OptionFlag.PROTECTED;

import io.jacinth.engine.config.NumberOption.Form;
import io.jacinth.engine.config.NumberOption.Range;
import java.util.List;

/** The process, its log, its clock, and what watches it. */
public final class GeneralOptions {
  public static final BoolOption DAEMONIZE = new BoolOption("daemonize", false, IMMUTABLE);
  public static final ChoiceOption SUPERVISED =
      ChoiceOption.oneOf("supervised", "upstart systemd auto no", "no", IMMUTABLE);
  public static final TextOption PIDFILE = new TextOption("pidfile", "", IMMUTABLE);
  public static final ChoiceOption LOGLEVEL =
      ChoiceOption.oneOf("loglevel", "debug verbose notice warning nothing", "notice");
  public static final TextOption LOGFILE = new TextOption("logfile", "", IMMUTABLE, KEEPS_EMPTY);

  public static final BoolOption SYSLOG_ENABLED =
      new BoolOption("syslog-enabled", false, IMMUTABLE);
  public static final TextOption SYSLOG_IDENT = new TextOption("syslog-ident", "redis", IMMUTABLE);
  public static final ChoiceOption SYSLOG_FACILITY =
      ChoiceOption.oneOf(
          "syslog-facility",
          "user local0 local1 local2 local3 local4 local5 local6 local7",
          "local0",
          IMMUTABLE);

  /** The working directory; every relative file name is looked up there. */
  public static final TextOption DIR = new TextOption("dir", "", PROTECTED);

  public static final NumberOption DATABASES =
      integer("databases", 1, Integer.MAX_VALUE, 16, IMMUTABLE);

  /** Cron rounds a second. */
  public static final NumberOption HZ =
      new NumberOption("hz", Form.INTEGER, new Range(0, Integer.MAX_VALUE, 1, 500), 10);

  public static final BoolOption ALWAYS_SHOW_LOGO =
      new BoolOption("always-show-logo", false, IMMUTABLE);
  public static final NumberOption SHUTDOWN_TIMEOUT =
      integer("shutdown-timeout", 0, Integer.MAX_VALUE, 10);
  public static final ChoiceOption SHUTDOWN_ON_SIGINT =
      ChoiceOption.anyOf(
          "shutdown-on-sigint", "default save nosave now force", "default", Checks::saveOrNot);
  public static final ChoiceOption SHUTDOWN_ON_SIGTERM =
      ChoiceOption.anyOf(
          "shutdown-on-sigterm", "default save nosave now force", "default", Checks::saveOrNot);
  public static final EventClassesOption NOTIFY_KEYSPACE_EVENTS =
      new EventClassesOption("notify-keyspace-events");
  public static final NumberOption SLOWLOG_LOG_SLOWER_THAN =
      integer("slowlog-log-slower-than", -1, Long.MAX_VALUE, 10_000);
  public static final NumberOption SLOWLOG_MAX_LEN =
      integer("slowlog-max-len", 0, Long.MAX_VALUE, 128);
  public static final NumberOption LATENCY_MONITOR_THRESHOLD =
      integer("latency-monitor-threshold", 0, Long.MAX_VALUE, 0);
  public static final BoolOption LATENCY_TRACKING = new BoolOption("latency-tracking", true);
  public static final WordsOption LATENCY_TRACKING_INFO_PERCENTILES =
      new WordsOption(
          "latency-tracking-info-percentiles",
          List.of("50", "99", "99.9"),
          Checks::percentiles,
          ALWAYS_WRITTEN);
  public static final NumberOption BUSY_REPLY_THRESHOLD =
      integer("busy-reply-threshold lua-time-limit", 0, Long.MAX_VALUE, 5000);
  public static final ChoiceOption ENABLE_PROTECTED_CONFIGS =
      ChoiceOption.oneOf("enable-protected-configs", "no yes local", "no", IMMUTABLE);
  public static final ChoiceOption ENABLE_DEBUG_COMMAND =
      ChoiceOption.oneOf("enable-debug-command", "no yes local", "no", IMMUTABLE);
  public static final ChoiceOption ENABLE_MODULE_COMMAND =
      ChoiceOption.oneOf("enable-module-command", "no yes local", "no", IMMUTABLE, NO_EFFECT_YET);
  public static final NumberOption TRACKING_TABLE_MAX_KEYS =
      integer("tracking-table-max-keys", 0, Long.MAX_VALUE, 1_000_000, NO_EFFECT_YET);
  public static final TextOption ACLFILE =
      new TextOption("aclfile", "", IMMUTABLE, KEEPS_EMPTY, NO_EFFECT_YET);
  public static final NumberOption ACLLOG_MAX_LEN =
      integer("acllog-max-len", 0, Long.MAX_VALUE, 128, NO_EFFECT_YET);
  public static final ChoiceOption ACL_PUBSUB_DEFAULT =
      ChoiceOption.oneOf(
          "acl-pubsub-default", "allchannels resetchannels", "resetchannels", NO_EFFECT_YET);
  public static final BoolOption SET_PROC_TITLE = new BoolOption("set-proc-title", true, IMMUTABLE);
  public static final TextOption PROC_TITLE_TEMPLATE =
      new TextOption(
          "proc-title-template",
          "{title} {listen-addr} {server-mode}",
          Checks::procTitle,
          NO_EFFECT_YET);

  /** How willingly the kernel ends the process when memory runs out. */
  public static final ChoiceOption OOM_SCORE_ADJ =
      ChoiceOption.oneOfWithSynonym(
          "oom-score-adj", "no yes relative absolute", "no", "relative", "yes");

  /** Of a primary, a replica and a child process that saves. */
  public static final WordsOption OOM_SCORE_ADJ_VALUES =
      new WordsOption("oom-score-adj-values", List.of("0", "200", "800"), Checks::oomScores);

  /** The cores the engine's thread may run on. */
  public static final TextOption SERVER_CPULIST = new TextOption("server_cpulist", "", IMMUTABLE);

  /** The cores that the threads for files and for memory may run on. */
  public static final TextOption BIO_CPULIST = new TextOption("bio_cpulist", "", IMMUTABLE);

  static final List<Option<?>> ROWS =
      List.of(
          DAEMONIZE,
          SUPERVISED,
          PIDFILE,
          LOGLEVEL,
          LOGFILE,
          DIR,
          DATABASES,
          HZ,
          ALWAYS_SHOW_LOGO,
          SHUTDOWN_TIMEOUT,
          SHUTDOWN_ON_SIGINT,
          SHUTDOWN_ON_SIGTERM,
          NOTIFY_KEYSPACE_EVENTS,
          SLOWLOG_LOG_SLOWER_THAN,
          SLOWLOG_MAX_LEN,
          LATENCY_MONITOR_THRESHOLD,
          LATENCY_TRACKING,
          LATENCY_TRACKING_INFO_PERCENTILES,
          BUSY_REPLY_THRESHOLD,
          ENABLE_PROTECTED_CONFIGS,
          ENABLE_DEBUG_COMMAND,
          ENABLE_MODULE_COMMAND,
          TRACKING_TABLE_MAX_KEYS,
          ACLFILE,
          ACLLOG_MAX_LEN,
          ACL_PUBSUB_DEFAULT,
          SET_PROC_TITLE,
          PROC_TITLE_TEMPLATE,
          new BoolOption("dynamic-hz", true, NO_EFFECT_YET),
          SYSLOG_ENABLED,
          SYSLOG_IDENT,
          SYSLOG_FACILITY,
          new BoolOption("crash-log-enabled", true, NO_EFFECT_YET),
          new BoolOption("crash-memcheck-enabled", true, NO_EFFECT_YET),
          new BoolOption("use-exit-on-panic", false, HIDDEN, NO_EFFECT_YET),
          new BoolOption("lua-enable-deprecated-api", false, IMMUTABLE, HIDDEN, NO_EFFECT_YET),
          new BoolOption("disable-thp", true, IMMUTABLE, NO_EFFECT_YET),
          OOM_SCORE_ADJ,
          OOM_SCORE_ADJ_VALUES,
          SERVER_CPULIST,
          BIO_CPULIST,
          new TextOption("aof_rewrite_cpulist", "", IMMUTABLE, NO_EFFECT_YET),
          new TextOption("bgsave_cpulist", "", IMMUTABLE, NO_EFFECT_YET),
          new TextOption("ignore-warnings", "", KEEPS_EMPTY, NO_EFFECT_YET),
          new TextOption("locale-collate", "", KEEPS_EMPTY, NO_EFFECT_YET),
          integer("watchdog-period", 0, Integer.MAX_VALUE, 0, HIDDEN, NO_EFFECT_YET),
          integer(
              "loading-process-events-interval-bytes",
              1024,
              Integer.MAX_VALUE,
              2 << 20,
              HIDDEN,
              NO_EFFECT_YET));

  private GeneralOptions() {}
}
