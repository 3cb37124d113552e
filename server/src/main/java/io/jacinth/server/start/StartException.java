package io.jacinth.server.start;

/** The server cannot start; the message is what its operator reads. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  public StartException(String message) {
    super(message);
  }
}
