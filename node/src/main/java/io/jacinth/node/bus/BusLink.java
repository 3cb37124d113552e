package io.jacinth.node.bus;

import io.jacinth.cluster.bus.BusCodec;
import io.jacinth.cluster.bus.BusDecoder;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One link to a peer: bytes in, packets to the driver; packets in, bytes out.
 *
 * <p>Outgoing packets wait in two queues. Everything the cluster lives by goes first; published
 * messages are data, of which the oldest are dropped when a peer does not keep up. (Redis has one
 * queue, in which a flood of messages delays the pings behind it.)
 */
final class BusLink implements ConnectionHandler {
  /** More than this is not handed to the connection at a time, so that control can overtake. */
  private static final long IN_CONNECTION_BYTES = 64 << 10;

  private static final long DATA_QUEUE_BYTES = 32L << 20;

  private final BusDriver driver;
  private final int number;
  private final BusDecoder decoder = new BusDecoder();
  private final ArrayDeque<byte[]> control = new ArrayDeque<>();
  private final ArrayDeque<byte[]> data = new ArrayDeque<>();
  private @Nullable Connection connection;
  private byte[] chunk = new byte[4096];
  private long controlBytes;
  private long dataBytes;
  private long droppedMessages;
  private boolean closed;
  private boolean dirty;

  BusLink(BusDriver driver, int number) {
    this.driver = driver;
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Takes an accepted connection. */
  void accepted(Connection newConnection) {
    connection = newConnection;
  }

  @Override
  public void onConnected(Connection newConnection) {
    if (closed) {
      newConnection.close();
      return;
    }
    connection = newConnection;
    if (number >= 0) { // those a peer opened are known to the core already
      driver.linkUp(this, ipOf(newConnection.localAddress()));
    }
  }

  /** The part of {@code ip:port} before the port. */
  static String ipOf(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }

  @Override
  public void onBytes(ByteSource bytes) {
    while (!closed && bytes.remaining() > 0) {
      int length = Math.min(bytes.remaining(), chunk.length);
      bytes.read(chunk, 0, length);
      decoder.feed(chunk, 0, length);
      if (length == chunk.length && chunk.length < 1 << 16) {
        chunk = new byte[chunk.length * 2];
      }
      deliver();
    }
  }

  private void deliver() {
    while (!closed) {
      BusMessage message = decoder.next();
      if (message == null) {
        break;
      }
      driver.received(this, message);
    }
    String refusal = decoder.refusal();
    if (refusal != null && !closed) {
      driver.refused(this, refusal);
    }
  }

  @Override
  public void onDrained() {
    push();
  }

  @Override
  public void onClosed(String cause) {
    if (!closed) {
      closed = true;
      driver.linkDown(this, cause);
    }
  }

  /** Queues a packet; it leaves with {@link #push}. */
  void send(BusMessage message) {
    if (closed) {
      return;
    }
    byte[] packet = BusCodec.encode(message);
    if (message instanceof BusMessage.Publish) {
      data.add(packet);
      dataBytes += packet.length;
      while (dataBytes > DATA_QUEUE_BYTES) {
        dataBytes -= data.removeFirst().length;
        droppedMessages++;
      }
    } else {
      control.add(packet);
      controlBytes += packet.length;
    }
    if (!dirty) {
      dirty = true;
      driver.hasOutput(this);
    }
  }

  /** Bytes that wait to leave, the connection's included. */
  long unsentBytes() {
    Connection here = connection;
    return controlBytes + dataBytes + (here == null ? 0 : here.unsentBytes());
  }

  /** Published messages that were dropped because the peer did not keep up. */
  long droppedMessages() {
    return droppedMessages;
  }

  /** Hands to the connection what it has room for. */
  void push() {
    dirty = false;
    Connection here = connection;
    if (here == null || closed) {
      return;
    }
    boolean wrote;
    do {
      wrote = false;
      while (here.unsentBytes() < IN_CONNECTION_BYTES) {
        byte[] packet = next();
        if (packet == null) {
          break;
        }
        here.write(packet, 0, packet.length);
        wrote = true;
      }
      if (wrote) {
        // Whoever takes all of it at once never reports having drained: go on by ourselves.
        here.flush();
      }
    } while (wrote && here.unsentBytes() == 0);
  }

  private byte @Nullable [] next() {
    byte[] packet = control.poll();
    if (packet != null) {
      controlBytes -= packet.length;
      return packet;
    }
    packet = data.poll();
    if (packet != null) {
      dataBytes -= packet.length;
    }
    return packet;
  }

  /** Closes without telling the core. */
  void close() {
    closed = true;
    control.clear();
    data.clear();
    Connection here = connection;
    if (here != null) {
      here.close();
    }
  }
}
