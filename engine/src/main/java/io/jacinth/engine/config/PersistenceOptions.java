package io.jacinth.engine.config;

import static io.jacinth.engine.config.NumberOption.integer;
import static io.jacinth.engine.config.NumberOption.memory;
import static io.jacinth.engine.config.OptionFlag.HIDDEN;
import static io.jacinth.engine.config.OptionFlag.IMMUTABLE;
import static io.jacinth.engine.config.OptionFlag.NO_EFFECT_YET;
import static io.jacinth.engine.config.OptionFlag.PROTECTED;

import java.util.List;

/** RDB and AOF. */
public final class PersistenceOptions {
  public static final SaveOption SAVE =
      new SaveOption(
          "save",
          List.of(new SavePoint(3600, 1), new SavePoint(300, 100), new SavePoint(60, 10_000)));
  public static final BoolOption STOP_WRITES_ON_BGSAVE_ERROR =
      new BoolOption("stop-writes-on-bgsave-error", true);
  public static final TextOption DBFILENAME =
      new TextOption("dbfilename", "dump.rdb", Checks.fileName("dbfilename"), PROTECTED);
  public static final BoolOption RDBCOMPRESSION = new BoolOption("rdbcompression", true);
  public static final BoolOption RDBCHECKSUM = new BoolOption("rdbchecksum", true, IMMUTABLE);

  /** The AOF comes with an issue of its own; until then the start-up log says so. */
  public static final BoolOption APPENDONLY = new BoolOption("appendonly", false);

  public static final TextOption APPENDFILENAME =
      new TextOption(
          "appendfilename",
          "appendonly.aof",
          Checks.existingName("appendfilename", "filename"),
          IMMUTABLE,
          NO_EFFECT_YET);
  public static final TextOption APPENDDIRNAME =
      new TextOption(
          "appenddirname",
          "appendonlydir",
          Checks.existingName("appenddirname", "dirname"),
          IMMUTABLE,
          NO_EFFECT_YET);
  public static final ChoiceOption APPENDFSYNC =
      ChoiceOption.oneOf("appendfsync", "everysec always no", "everysec", NO_EFFECT_YET);

  static final List<Option<?>> ROWS =
      List.of(
          SAVE,
          STOP_WRITES_ON_BGSAVE_ERROR,
          DBFILENAME,
          RDBCOMPRESSION,
          RDBCHECKSUM,
          APPENDONLY,
          APPENDFILENAME,
          APPENDDIRNAME,
          APPENDFSYNC,
          new BoolOption("no-appendfsync-on-rewrite", false, NO_EFFECT_YET),
          integer("auto-aof-rewrite-percentage", 0, Integer.MAX_VALUE, 100, NO_EFFECT_YET),
          memory("auto-aof-rewrite-min-size", 0, Long.MAX_VALUE, 64 << 20, NO_EFFECT_YET),
          new BoolOption("aof-load-truncated", true, NO_EFFECT_YET),
          new BoolOption("aof-use-rdb-preamble", true, NO_EFFECT_YET),
          new BoolOption("aof-timestamp-enabled", false, NO_EFFECT_YET),
          new BoolOption("aof-rewrite-incremental-fsync", true, NO_EFFECT_YET),
          new BoolOption("aof-disable-auto-gc", false, HIDDEN, NO_EFFECT_YET),
          new BoolOption("rdb-save-incremental-fsync", true, NO_EFFECT_YET),
          new BoolOption("rdb-del-sync-files", false, NO_EFFECT_YET),
          integer(
              "rdb-key-save-delay", Integer.MIN_VALUE, Integer.MAX_VALUE, 0, HIDDEN, NO_EFFECT_YET),
          integer("key-load-delay", Integer.MIN_VALUE, Integer.MAX_VALUE, 0, HIDDEN, NO_EFFECT_YET),
          ChoiceOption.oneOf("sanitize-dump-payload", "no yes clients", "no", NO_EFFECT_YET));

  private PersistenceOptions() {}
}
