package io.jacinth.server.quickstart;

/** Colours on a terminal, none elsewhere, none with NO_COLOR. */
record Style(boolean colours) {
  // A JDK without the console module answers null, whatever newer ones promise.
  @SuppressWarnings("SystemConsoleNull")
  static Style ofStandardOutput() {
    String noColor = System.getenv("NO_COLOR");
    boolean wanted = noColor == null || noColor.isEmpty();
    boolean terminal = System.console() != null && System.console().isTerminal();
    return new Style(wanted && terminal);
  }

  String bold(String text) {
    return wrap("1", text);
  }

  String red(String text) {
    return wrap("31", text);
  }

  String dim(String text) {
    return wrap("2", text);
  }

  private String wrap(String code, String text) {
    return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
