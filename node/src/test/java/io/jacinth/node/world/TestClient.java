package io.jacinth.node.world;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A peer that speaks by hand. */
public final class TestClient implements ConnectionHandler {
  private final TestWorld world;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private @Nullable Connection connection;
  private @Nullable String closed;

  TestClient(TestWorld world) {
    this.world = world;
  }

  /** A peer somebody dialled, for {@link TestWorld#listen}. */
  public static TestClient accepting(TestWorld world, Connection connection) {
    TestClient client = new TestClient(world);
    client.connection = connection;
    return client;
  }

  /** Sends a command and answers what came back within a few rounds, as text. */
  public String call(String... words) {
    received.reset();
    send(words);
    for (int i = 0; i < 2000 && received.size() == 0 && closed == null; i++) {
      world.run(1);
    }
    return text();
  }

  /** A command as RESP. */
  public static String resp(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString();
  }

  /** Sends a command. */
  public void send(String... words) {
    sendRaw(resp(words).getBytes(StandardCharsets.ISO_8859_1));
  }

  public void sendRaw(byte[] bytes) {
    Connection here = Objects.requireNonNull(connection, "not connected");
    here.write(bytes, 0, bytes.length);
    here.flush();
  }

  /** Sends, and closes as soon as it is sent. */
  public void sendLast(byte[] bytes) {
    Connection here = Objects.requireNonNull(connection, "not connected");
    here.write(bytes, 0, bytes.length);
    here.flush();
    here.closeAfterFlush();
  }

  /** Stops taking bytes, or goes on. */
  public void pause(boolean paused) {
    Objects.requireNonNull(connection).pauseReading(paused);
  }

  public void close() {
    Objects.requireNonNull(connection).close();
  }

  /** Everything received since the last {@link #call} or {@link #forget}. */
  public byte[] bytes() {
    return received.toByteArray();
  }

  public String text() {
    return received.toString(StandardCharsets.ISO_8859_1);
  }

  public void forget() {
    received.reset();
  }

  /** Why the connection ended, or null while it is open. */
  public @Nullable String closed() {
    return closed;
  }

  @Override
  public void onConnected(Connection opened) {
    connection = opened;
  }

  @Override
  public void onBytes(ByteSource bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.read(copy, 0, copy.length);
    received.write(copy, 0, copy.length);
  }

  @Override
  public void onDrained() {}

  @Override
  public void onClosed(String cause) {
    closed = cause;
  }
}
