package io.jacinth.server.net;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A connection's handler that collects what arrives; echoes it if asked to. */
class Recorder implements ConnectionHandler {
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  final AtomicLong bytes = new AtomicLong();
  final boolean echo;
  @Nullable Connection connection;

  Recorder(boolean echo) {
    this.echo = echo;
  }

  @Override
  public void onConnected(Connection opened) {
    connection = opened;
    events.add("connected");
  }

  @Override
  public void onBytes(ByteSource source) {
    byte[] taken = new byte[source.remaining()];
    source.read(taken, 0, taken.length);
    bytes.addAndGet(taken.length);
    if (echo) {
      Connection target = connection;
      if (target != null) {
        target.write(taken, 0, taken.length);
        target.flush();
      }
    } else {
      events.add(new String(taken, StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public void onDrained() {
    events.add("drained");
  }

  @Override
  public void onClosed(String cause) {
    events.add("closed:" + cause);
  }

  String next() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  /** The end, past whatever came before it. */
  String untilClosed() throws InterruptedException {
    String event = next();
    while (!event.startsWith("closed") && !event.equals("nothing")) {
      event = next();
    }
    return event;
  }
}
