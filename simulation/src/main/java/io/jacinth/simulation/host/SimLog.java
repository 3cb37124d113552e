package io.jacinth.simulation.host;

import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.World;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A node's log. Lines go to the log of the run; an ERROR ends the run. */
final class SimLog implements System.Logger {
  private final World world;
  private final String name;
  private boolean errorsAllowed;

  SimLog(World world, String name) {
    this.world = world;
    this.name = name;
  }

  /** While a disk fails, a node may complain. */
  void allowErrors(boolean allowed) {
    errorsAllowed = allowed;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.getSeverity() >= Level.INFO.getSeverity();
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    write(level, String.valueOf(message), thrown);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... params) {
    String text = String.valueOf(format);
    if (params != null && params.length > 0) {
      text = new MessageFormat(text, Locale.ROOT).format(params);
    }
    write(level, text, null);
  }

  private void write(Level level, String text, @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    world.say(name + " " + level + " " + text + (thrown == null ? "" : " " + thrown));
    if (level.getSeverity() >= Level.ERROR.getSeverity() && !errorsAllowed) {
      throw new SimFailure(
          name + " logged an error: " + text + (thrown == null ? "" : " " + thrown));
    }
  }
}
