package io.jacinth.node.replication;

/** How far a replica's link to its primary has come. */
enum LinkStep {
  WAITING,
  CONNECTING,
  HANDSHAKE,
  PAYLOAD_HEADER,
  PAYLOAD,
  LOADING,
  STREAM
}
