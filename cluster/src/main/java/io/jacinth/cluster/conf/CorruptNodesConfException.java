package io.jacinth.cluster.conf;

/** A nodes.conf that must not be used; the message names the line. */
public final class CorruptNodesConfException extends Exception {
  private final int line;

  CorruptNodesConfException(int line, String reason, String text) {
    super("line " + line + ": " + reason + (text.isEmpty() ? "" : ": " + shortened(text)));
    this.line = line;
  }

  /** Counted from 1. */
  public int line() {
    return line;
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
