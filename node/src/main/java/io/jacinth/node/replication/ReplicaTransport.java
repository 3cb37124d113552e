package io.jacinth.node.replication;

/** The connection under a session that has become a replica. Written by its feed alone. */
public interface ReplicaTransport {
  /** Hands over replies that are still waiting, then {@link #write} follows them. */
  void flushReplies();

  /** Queues bytes; they are copied. */
  void write(byte[] bytes, int offset, int length);

  void flush();

  long unsentBytes();

  /** Closes at once; the session's end follows later. */
  void close();

  /** Closes when everything has been sent. */
  void closeAfterFlush();

  /** {@code ip:port} of the peer. */
  String remoteAddress();
}
