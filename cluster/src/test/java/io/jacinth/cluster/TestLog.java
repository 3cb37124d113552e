package io.jacinth.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.function.LongSupplier;

/** Keeps log lines for looking at. */
final class TestLog implements System.Logger {
  final List<String> lines = new ArrayList<>();
  final List<Long> times = new ArrayList<>();
  LongSupplier clock = () -> 0;

  @Override
  public String getName() {
    return "test";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String msg, Throwable thrown) {
    lines.add(msg);
    times.add(clock.getAsLong());
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... params) {
    lines.add(format);
    times.add(clock.getAsLong());
  }
}
