package io.jacinth.simulation.world;

/** A run broke a rule. The message says which; the runner adds seed and command. */
public final class SimFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SimFailure(String message) {
    super(message);
  }

  public SimFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
