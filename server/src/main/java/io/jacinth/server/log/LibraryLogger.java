package io.jacinth.server.log;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** What a library logs at warning or above, as a line of the server's log. */
final class LibraryLogger extends LegacyAbstractLogger {
  @Serial private static final long serialVersionUID = 1;

  LibraryLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return false;
  }

  @Override
  public boolean isWarnEnabled() {
    return LibraryLog.target() != null;
  }

  @Override
  public boolean isErrorEnabled() {
    return LibraryLog.target() != null;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    System.Logger target = LibraryLog.target();
    if (target != null) {
      String text = MessageFormatter.basicArrayFormat(pattern, arguments);
      String shortName = name.substring(name.lastIndexOf('.') + 1);
      System.Logger.Level mark =
          level == Level.ERROR ? System.Logger.Level.ERROR : System.Logger.Level.WARNING;
      if (thrown == null) {
        target.log(mark, shortName + ": " + text);
      } else {
        target.log(mark, shortName + ": " + text, thrown);
      }
    }
  }
}
