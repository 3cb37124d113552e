package io.jacinth.node.world;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** One end of a byte stream in memory. */
final class MemoryConnection implements Connection {
  private static final int PACKET_BYTES = 4096;

  private final TestWorld world;
  private final String remote;
  private final String local;
  private final int fd;
  @Nullable MemoryConnection peer;
  @Nullable ConnectionHandler handler;
  private final ByteArrayOutputStream queued = new ByteArrayOutputStream();
  private byte[] flushed = new byte[0];
  private int taken;
  private boolean paused;
  private boolean closed;
  private boolean closing;
  private boolean scheduled;

  MemoryConnection(TestWorld world, String remote, String local) {
    this.world = world;
    this.remote = remote;
    this.local = local;
    this.fd = world.nextFd();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (!closed) {
      queued.write(bytes, offset, length);
    }
  }

  @Override
  public void flush() {
    if (queued.size() > 0 && !closed) {
      byte[] more = queued.toByteArray();
      byte[] all = new byte[flushed.length - taken + more.length];
      System.arraycopy(flushed, taken, all, 0, flushed.length - taken);
      System.arraycopy(more, 0, all, flushed.length - taken, more.length);
      flushed = all;
      taken = 0;
      queued.reset();
    }
    MemoryConnection to = peer;
    if (world.takenAtOnce && !closed && to != null && to.handler instanceof TestClient client) {
      int from = taken;
      taken = flushed.length;
      client.onBytes(new Packet(flushed, from, taken - from));
    }
    schedule();
  }

  private void schedule() {
    if (!scheduled && !closed) {
      scheduled = true;
      world.events.add(this::deliver);
    }
  }

  private void deliver() {
    scheduled = false;
    MemoryConnection to = peer;
    if (closed || to == null || to.handler == null) {
      return;
    }
    int count = Math.min(PACKET_BYTES, flushed.length - taken);
    if (count > 0 && !to.paused && !to.closed) {
      int from = taken;
      taken += count;
      to.handler.onBytes(new Packet(flushed, from, count));
    }
    if (taken < flushed.length) {
      if (!to.paused) {
        schedule();
      }
    } else if (closing) {
      breakBoth("");
    } else if (count > 0 && handler != null) {
      handler.onDrained();
    }
  }

  private static final class Packet implements ByteSource {
    private final byte[] bytes;
    private int at;
    private int left;

    Packet(byte[] bytes, int at, int left) {
      this.bytes = bytes;
      this.at = at;
      this.left = left;
    }

    @Override
    public int remaining() {
      return left;
    }

    @Override
    public void read(byte[] target, int offset, int length) {
      if (length > left) {
        throw new IndexOutOfBoundsException(length);
      }
      System.arraycopy(bytes, at, target, offset, length);
      at += length;
      left -= length;
    }
  }

  @Override
  public long unsentBytes() {
    return (long) queued.size() + flushed.length - taken;
  }

  @Override
  public void pauseReading(boolean pause) {
    paused = pause;
    MemoryConnection from = peer;
    if (!pause && from != null) {
      from.schedule();
    }
  }

  @Override
  public void closeAfterFlush() {
    closing = true;
    schedule();
  }

  @Override
  public void close() {
    breakBoth("");
  }

  void breakBoth(String cause) {
    end(cause);
    MemoryConnection other = peer;
    if (other != null) {
      other.end(cause);
    }
  }

  private void end(String cause) {
    if (closed) {
      return;
    }
    closed = true;
    world.open.remove(this);
    ConnectionHandler here = handler;
    if (here != null) {
      world.events.add(() -> here.onClosed(cause));
    }
  }

  @Override
  public String remoteAddress() {
    return remote;
  }

  @Override
  public String localAddress() {
    return local;
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public boolean isLocal() {
    return false;
  }
}
