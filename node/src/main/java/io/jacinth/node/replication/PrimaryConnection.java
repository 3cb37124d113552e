package io.jacinth.node.replication;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.resp.QueryBuffer;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach the primary, and the connection it leads to. Bytes that arrive are only
 * kept, in {@link #in}; the link works on them when it has its turn.
 *
 * <p>The link has one attempt at a time, and each attempt has a buffer of its own. So nothing of an
 * old connection can get into the stream of a new one: events of an attempt that was given up are
 * nobody's, and when it succeeds after all it is closed. That the connection has ended is only
 * noted ({@link #endCause}), because what it has brought counts as if its end had come behind it.
 */
final class PrimaryConnection implements ConnectionHandler {
  private static final int CHUNK_BYTES = 16 << 10;

  private final Runnable onOpen;
  private final IntConsumer onReceived;
  private final QueryBuffer in = new QueryBuffer();
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private @Nullable Connection connection;
  private @Nullable String endCause;
  private boolean readingPaused;
  private boolean abandoned;

  /**
   * @param onOpen told that something can be sent
   * @param onReceived told how many bytes have been added to {@link #in}
   */
  PrimaryConnection(Runnable onOpen, IntConsumer onReceived) {
    this.onOpen = onOpen;
    this.onReceived = onReceived;
  }

  @Override
  public void onConnected(Connection opened) {
    if (abandoned) {
      opened.close();
      return;
    }
    connection = opened;
    onOpen.run();
  }

  @Override
  public void onBytes(ByteSource bytes) {
    if (abandoned) {
      return;
    }
    int received = bytes.remaining();
    while (bytes.remaining() > 0) {
      int length = Math.min(bytes.remaining(), CHUNK_BYTES);
      bytes.read(chunk, 0, length);
      in.append(chunk, 0, length);
    }
    onReceived.accept(received);
  }

  @Override
  public void onDrained() {}

  @Override
  public void onClosed(String cause) {
    if (!abandoned) {
      endCause = cause;
    }
  }

  /** What has come and has not been worked on. */
  QueryBuffer in() {
    return in;
  }

  /** Why the connection is gone, or never came about; null while it is not. */
  @Nullable String endCause() {
    return endCause;
  }

  /** The connection, which has been opened. */
  Connection opened() {
    return Objects.requireNonNull(connection);
  }

  void send(byte[] bytes) {
    Connection here = connection;
    if (here != null) {
      here.write(bytes, 0, bytes.length);
      here.flush();
    }
  }

  void pauseReading(boolean pause) {
    Connection here = connection;
    if (pause != readingPaused && here != null) {
      readingPaused = pause;
      here.pauseReading(pause);
    }
  }

  /** Nothing it brings from now on is wanted. */
  void abandon() {
    abandoned = true;
  }

  /** Abandons it and cuts it. */
  void close() {
    abandoned = true;
    Connection here = connection;
    if (here != null) {
      here.close();
    }
  }
}
