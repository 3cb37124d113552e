package io.jacinth.server.differential;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One connection to a server, which gives replies as the bytes they came in. */
final class Wire implements AutoCloseable {
  /** Stands for the reply of a connection that the server has closed. */
  static final byte[] CLOSED = Words.bytes("(closed)");

  /** Stands for a reply that does not come. */
  static final byte[] SILENT = Words.bytes("(no answer in 20 seconds)");

  private static final int TIMEOUT_MS = 20_000;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private boolean closed;

  Wire(int port) {
    try {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.socket().setTcpNoDelay(true);
      channel.configureBlocking(false);
      selector = Selector.open();
      key = channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends all of it, and reads meanwhile, lest both ends wait for each other. */
  void send(List<Call> calls) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Call call : calls) {
      Words.encode(call.words(), out);
    }
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
    while (bytes.hasRemaining() && !closed) {
      try {
        if (channel.write(bytes) == 0) {
          key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
          selector.select(ready -> {}, TIMEOUT_MS);
          key.interestOps(SelectionKey.OP_READ);
          read();
        }
      } catch (IOException e) {
        // The server closed it before; what it said until then is still to be read.
        read();
        closed = true;
      }
    }
  }

  /** One reply; what is pushed before it is part of it. */
  byte[] reply() {
    int length = 0;
    long deadlineNs = System.nanoTime() + TIMEOUT_MS * 1_000_000L;
    while (true) {
      int at = start + length < end ? Frames.end(buffer, start + length, end) : -1;
      if (at >= 0) {
        boolean isPush = buffer[start + length] == '>';
        length = at - start;
        if (!isPush) {
          return take(length);
        }
      } else if (read() == 0) {
        if (closed) {
          return CLOSED;
        }
        if (System.nanoTime() > deadlineNs) {
          return SILENT;
        }
        await(1000);
      }
    }
  }

  byte[] ask(String line) {
    return ask(List.of(Call.of(line))).getFirst();
  }

  List<byte[]> ask(List<Call> calls) {
    send(calls);
    List<byte[]> replies = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      replies.add(reply());
    }
    return replies;
  }

  /** Whether the server has closed it. */
  boolean isClosed() {
    read();
    return closed;
  }

  /** Everything that has arrived. */
  byte[] arrived() {
    int more;
    do {
      more = read();
    } while (more > 0);
    byte[] all = take(end - start);
    return all.length == 0 && closed ? CLOSED : all;
  }

  private void await(int ms) {
    try {
      selector.select(ready -> {}, ms);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] take(int length) {
    byte[] taken = Arrays.copyOfRange(buffer, start, start + length);
    start += length;
    if (start == end) {
      start = 0;
      end = 0;
    }
    return taken;
  }

  /** Reads what is there without waiting; how many bytes. */
  private int read() {
    if (end == buffer.length) {
      int pending = end - start;
      buffer = Arrays.copyOfRange(buffer, start, start + Math.max(1 << 16, 2 * pending));
      end = pending;
      start = 0;
    }
    try {
      int count = closed ? -1 : channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
      closed = count < 0;
      end += Math.max(0, count);
      return Math.max(0, count);
    } catch (IOException e) {
      closed = true;
      return 0;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
