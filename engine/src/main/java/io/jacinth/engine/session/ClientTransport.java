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

  /** Bytes of a long word not read to its end that are in the store, and counted there, already. */
  default long heldBytes() {
    return 0;
  }

  /** Came over a Unix socket. */
  boolean isLocal();
}
