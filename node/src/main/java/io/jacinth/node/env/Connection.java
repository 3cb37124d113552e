package io.jacinth.node.env;

/** A byte stream to a peer. Used on the loop that owns it only. */
public interface Connection {
  /** Queues bytes; they are copied before this returns. Nothing leaves before {@link #flush}. */
  void write(byte[] bytes, int offset, int length);

  /** Starts sending what was queued. */
  void flush();

  /** Bytes queued and not yet taken by the system. */
  long unsentBytes();

  /** Stops or resumes {@link ConnectionHandler#onBytes}. */
  void pauseReading(boolean paused);

  /** Closes after what was flushed has left; {@link ConnectionHandler#onClosed} follows. */
  void closeAfterFlush();

  /** Closes at once; {@link ConnectionHandler#onClosed} follows, never within this call. */
  void close();

  /** {@code ip:port} of the peer, as CLIENT LIST shows it. */
  String remoteAddress();

  /** {@code ip:port} of this side. */
  String localAddress();

  /** The file descriptor, or a small number that is unique in the process. */
  int fd();

  /** Came over a Unix socket. */
  boolean isLocal();
}
