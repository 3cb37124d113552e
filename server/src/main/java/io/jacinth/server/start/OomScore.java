package io.jacinth.server.start;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.server.disk.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code oom-score-adj}: how willingly the kernel ends this process when memory runs out. A replica
 * goes before its primary. What the process had before is put back when the option is switched off,
 * and is what {@code relative} counts from. On systems without the file nothing happens.
 *
 * <p>Called on the engine loop.
 */
final class OomScore {
  private static final int WORST = 1000;

  private final Config config;
  private final System.Logger log;
  private final Path file;
  private boolean replica;

  /** What the file held before we wrote it; null while it is not ours. */
  private @Nullable Integer before;

  /**
   * @param file {@code /proc/self/oom_score_adj}, or another one in tests
   */
  OomScore(Config config, System.Logger log, Path file) {
    this.config = config;
    this.log = log;
    this.file = file;
  }

  /** Applies what is configured, from now on also when it changes. */
  void begin() {
    if (!Files.exists(file)) {
      return;
    }
    noteOddValues();
    apply();
    config.onChange(this::changed, GeneralOptions.OOM_SCORE_ADJ);
    config.onChange(
        () -> {
          noteOddValues();
          return changed();
        },
        GeneralOptions.OOM_SCORE_ADJ_VALUES);
  }

  /** The node has become a replica, or a primary. */
  void role(boolean isReplica) {
    if (replica != isReplica) {
      replica = isReplica;
      apply();
    }
  }

  private @Nullable String changed() {
    return apply() ? null : "Failed to set current oom_score_adj. Check server logs.";
  }

  private int value(int place) {
    return Integer.parseInt(config.words(GeneralOptions.OOM_SCORE_ADJ_VALUES).get(place));
  }

  private void noteOddValues() {
    if (value(1) < value(0) || value(2) < value(1)) {
      log.log(
          System.Logger.Level.WARNING,
          "The oom-score-adj-values configuration may not work for non-privileged processes!"
              + " Please consult the documentation.");
    }
  }

  private boolean apply() {
    String how = config.choice(GeneralOptions.OOM_SCORE_ADJ);
    Integer base = before;
    if (how.equals("no")) {
      before = null;
      return base == null || write(base);
    }
    if (base == null) {
      base = read();
      if (base == null) {
        return false;
      }
      before = base;
    }
    int wanted = value(replica ? 1 : 0) + (how.equals("absolute") ? 0 : base);
    return write(Math.clamp(wanted, -WORST, WORST));
  }

  private @Nullable Integer read() {
    try {
      return Integer.valueOf(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException | NumberFormatException e) {
      log.log(System.Logger.Level.WARNING, "Unable to read oom_score_adj: " + reason(e));
      return null;
    }
  }

  private boolean write(int score) {
    try {
      Files.writeString(file, score + "\n", StandardCharsets.US_ASCII);
      return true;
    } catch (IOException e) {
      log.log(System.Logger.Level.WARNING, "Unable to write oom_score_adj: " + reason(e));
      return false;
    }
  }

  private static String reason(Exception e) {
    return e instanceof IOException io ? Reason.of(io) : String.valueOf(e.getMessage());
  }
}
