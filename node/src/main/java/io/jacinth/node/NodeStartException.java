package io.jacinth.node;

/** A node that cannot start; the message says why and what to do, in words for its operator. */
public final class NodeStartException extends Exception {
  public NodeStartException(String message) {
    super(message);
  }
}
