package io.jacinth.simulation.workload;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.Owner;
import io.jacinth.simulation.world.SimConnection;
import io.jacinth.simulation.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One client connection to one node; commands are answered in order. */
public final class RespLink implements ConnectionHandler {
  /** How a command ended. */
  public interface Callback {
    /**
     * @param reply null when the connection ended first: the command may or may not have run
     * @param sentNs when the node flushed the reply
     */
    void done(@Nullable RespValue reply, long sentNs);
  }

  private static final Owner AT_ONCE = Runnable::run;

  private final ArrayDeque<Callback> waiting = new ArrayDeque<>();
  private final ArrayDeque<byte[]> early = new ArrayDeque<>();
  private final RespReader reader = new RespReader();
  private @Nullable Connection connection;
  private boolean closed;

  /** Dials. */
  public static RespLink dial(World world, Machine from, String ip, int port) {
    RespLink link = new RespLink();
    world.network().connect(from, AT_ONCE, ip, port, 5_000, link);
    return link;
  }

  public boolean isClosed() {
    return closed;
  }

  /** False as long as nothing can have reached the node. */
  boolean wasOpen() {
    return connection != null;
  }

  /** Sends a command, as soon as the connection is up. */
  public void send(List<String> words, Callback callback) {
    if (closed) {
      callback.done(null, 0);
      return;
    }
    waiting.addLast(callback);
    byte[] bytes = encode(words);
    Connection open = connection;
    if (open == null) {
      early.addLast(bytes);
    } else {
      open.write(bytes, 0, bytes.length);
      open.flush();
    }
  }

  private static byte[] encode(List<String> words) {
    StringBuilder text = new StringBuilder();
    text.append('*').append(words.size()).append("\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Ends the connection; what was asked stays unanswered. */
  public void close() {
    if (!closed) {
      closed = true;
      if (connection != null) {
        connection.close();
      }
      failAll();
    }
  }

  @Override
  public void onConnected(Connection newConnection) {
    if (closed) {
      newConnection.close();
      return;
    }
    connection = newConnection;
    while (!early.isEmpty()) {
      byte[] bytes = early.removeFirst();
      newConnection.write(bytes, 0, bytes.length);
    }
    newConnection.flush();
  }

  @Override
  public void onBytes(ByteSource source) {
    byte[] bytes = new byte[source.remaining()];
    source.read(bytes, 0, bytes.length);
    reader.feed(bytes);
    long sentNs = ((SimConnection) Objects.requireNonNull(connection)).deliveredSentNs();
    for (RespValue value = reader.next(); value != null; value = reader.next()) {
      Callback callback = waiting.pollFirst();
      if (callback != null) {
        callback.done(value, sentNs);
      }
    }
  }

  @Override
  public void onDrained() {}

  @Override
  public void onClosed(String cause) {
    closed = true;
    failAll();
  }

  private void failAll() {
    while (!waiting.isEmpty()) {
      waiting.removeFirst().done(null, 0);
    }
  }
}
