package io.jacinth.node.replication;

/** How far a replica's link to its primary has come. */
enum LinkStep {
  WAITING,
  CONNECTING,
  HANDSHAKE,
  PAYLOAD_HEADER,
  PAYLOAD,
  LOADING,
  STREAM;

  /** What the log says when nothing was heard for too long. */
  String timeoutText() {
    return switch (this) {
      case STREAM -> "MASTER timeout: no data nor PING received...";
      case PAYLOAD_HEADER, PAYLOAD -> Payload.TIMED_OUT;
      default -> "Timeout connecting to the MASTER...";
    };
  }
}
