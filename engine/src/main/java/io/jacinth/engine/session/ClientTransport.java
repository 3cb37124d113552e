package io.jacinth.engine.session;

/** What a session may know of the connection under it. */
public interface ClientTransport {
  /** {@code ip:port} of the peer. */
  String remoteAddress();

  /** {@code ip:port} of this side. */
  String localAddress();

  /** The descriptor, or a small number unique in the process. */
  int fd();

  /** Bytes handed to the system and not yet taken by it. */
  long unsentBytes();

  /** Bytes received and not yet executed. */
  int queryBufferBytes();

  /** Room left in the query buffer. */
  int queryBufferFreeBytes();

  /** Came over a Unix socket. */
  boolean isLocal();
}
