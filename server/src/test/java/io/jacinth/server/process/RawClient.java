package io.jacinth.server.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection whose bytes one sees as they come, for replies nobody asked for. */
final class RawClient implements AutoCloseable {
  private final Socket socket = new Socket();
  private final StringBuilder received = new StringBuilder();

  RawClient(int port) {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(String... words) {
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    try {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until this text has come; forgets everything up to its end. */
  void await(String text) {
    Await.until(10, () -> "\"" + text + "\" in \"" + received + '"', () -> has(text));
    received.delete(0, received.indexOf(text) + text.length());
  }

  /** Waits for a text and a line's end behind it; gives what stands behind the text so far. */
  String take(String text) {
    await(text);
    Await.until(10, "the end of the line", () -> has("\r\n"));
    String rest = received.toString();
    received.setLength(0);
    return rest;
  }

  /** Whether this text has come. */
  boolean has(String text) {
    if (received.indexOf(text) < 0) {
      read(50);
    }
    return received.indexOf(text) >= 0;
  }

  private void read(int timeoutMs) {
    byte[] buffer = new byte[65536];
    try {
      socket.setSoTimeout(timeoutMs);
      int count = socket.getInputStream().read(buffer);
      if (count > 0) {
        received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      // nothing yet
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
