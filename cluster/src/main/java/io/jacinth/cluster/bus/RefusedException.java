package io.jacinth.cluster.bus;

/** A packet is not well formed. Never leaves this package. */
final class RefusedException extends Exception {
  RefusedException(String reason) {
    super(reason, null, false, false);
  }
}
