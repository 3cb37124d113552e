package io.jacinth.engine;

import io.jacinth.engine.session.ClientTransport;

/** Under a session that is nobody's. */
final class NoTransport implements ClientTransport {
  static final NoTransport INSTANCE = new NoTransport();

  private NoTransport() {}

  @Override
  public String remoteAddress() {
    return "";
  }

  @Override
  public String localAddress() {
    return "";
  }

  @Override
  public int fd() {
    return -1;
  }

  @Override
  public long unsentBytes() {
    return 0;
  }

  @Override
  public int queryBufferBytes() {
    return 0;
  }

  @Override
  public int queryBufferFreeBytes() {
    return 0;
  }

  @Override
  public boolean isLocal() {
    return false;
  }
}
