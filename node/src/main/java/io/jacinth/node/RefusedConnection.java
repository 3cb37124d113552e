package io.jacinth.node;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;

/** A connection that was told why it is not wanted and is about to be closed. */
final class RefusedConnection implements ConnectionHandler {
  static final RefusedConnection INSTANCE = new RefusedConnection();

  private RefusedConnection() {}

  @Override
  public void onConnected(Connection connection) {}

  @Override
  public void onBytes(ByteSource bytes) {
    int length = bytes.remaining();
    bytes.read(new byte[length], 0, length);
  }

  @Override
  public void onDrained() {}

  @Override
  public void onClosed(String cause) {}
}
