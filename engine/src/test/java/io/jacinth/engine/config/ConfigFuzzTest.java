package io.jacinth.engine.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/**
 * Any redis.conf: it is taken, or every line that is not has its number and a reason; and what was
 * taken is the same after CONFIG REWRITE.
 */
class ConfigFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void reads(byte[] data) {
    Config config = new Config();
    if (!read(config, data)) {
      return;
    }
    byte[] rewritten = ConfigRewrite.rewrite(config, data, (data.length & 1) != 0);
    Config again = new Config();
    if (!read(again, rewritten)) {
      throw new AssertionError("CONFIG REWRITE wrote what cannot be read");
    }
    for (Option<?> option : OptionTable.all()) {
      compare(option, config, again);
    }
  }

  private static <T> void compare(Option<T> option, Config config, Config again) {
    String before = config.format(option);
    String after = again.format(option);
    if (!before.equals(after)) {
      throw new AssertionError(option.name() + " was " + before + ", is " + after);
    }
  }

  /** Every directory is there, no file is. */
  private static final class NoFiles implements ConfigLoader.Places {
    @Override
    public List<ConfigLoader.Source> open(String directory, String pattern) {
      return List.of();
    }

    @Override
    public String directory(String current, String path) {
      return path;
    }
  }

  private static boolean read(Config config, byte[] data) {
    ConfigLoader loader = new ConfigLoader(config, new NoFiles(), (from, to) -> null);
    loader.read(new ConfigLoader.Source("fuzz", data));
    boolean good = loader.problems().isEmpty();
    for (ConfigProblem problem : loader.problems()) {
      if (problem.lineNumber() < 1 || problem.reason().isEmpty() || problem.describe().isEmpty()) {
        throw new AssertionError("a problem without place or reason");
      }
    }
    loader.finish();
    return good;
  }
}
