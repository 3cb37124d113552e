package io.jacinth.server.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The slf4j provider. Libraries have one log a process, so the first server that runs in it names
 * the target; without one they are silent.
 */
public final class LibraryLog implements SLF4JServiceProvider {
  private static volatile System.@Nullable Logger target;

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new NOPMDCAdapter();

  /** Sends what libraries log at warning or above to {@code log}. */
  public static void sendTo(System.Logger log) {
    target = log;
  }

  static System.@Nullable Logger target() {
    return target;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return LibraryLogger::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}
}
