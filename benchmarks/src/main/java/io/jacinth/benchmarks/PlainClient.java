package io.jacinth.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A blocking client that knows strings, numbers and errors: enough for load. */
final class PlainClient {
  private final InputStream in;
  private final OutputStream out;

  PlainClient(int port) throws IOException {
    @SuppressWarnings("resource") // lives as long as the process
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  /** Words are strings or byte arrays. */
  void send(Object... words) throws IOException {
    ascii("*" + words.length + "\r\n");
    for (Object word : words) {
      byte[] bytes =
          word instanceof byte[] raw ? raw : word.toString().getBytes(StandardCharsets.ISO_8859_1);
      ascii("$" + bytes.length + "\r\n");
      out.write(bytes);
      ascii("\r\n");
    }
  }

  private void ascii(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  void flush() throws IOException {
    out.flush();
  }

  /** The next reply's text, null for nothing; an error throws. */
  @Nullable String reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    if (line.charAt(0) == '-') {
      throw new IOException(rest);
    }
    if (line.charAt(0) != '$') {
      return rest;
    }
    int length = Integer.parseInt(rest);
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length + 2);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** Reads a reply of any kind and forgets it; an error throws. */
  void skip() throws IOException {
    String line = line();
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '-' -> throw new IOException(rest);
      case '$' -> in.skipNBytes(Integer.parseInt(rest) < 0 ? 0 : Integer.parseInt(rest) + 2);
      case '*' -> {
        for (int left = Integer.parseInt(rest); left > 0; left--) {
          skip();
        }
      }
      default -> {
        // A line is all there is.
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    in.read();
    return line.toString();
  }

  @Nullable String call(Object... words) throws IOException {
    send(words);
    flush();
    return reply();
  }

  /** A field of INFO, empty when there is none. */
  String info(String field) throws IOException {
    String all = call("INFO", "everything");
    for (String line : all == null ? new String[0] : all.split("\r\n", -1)) {
      if (line.startsWith(field + ":")) {
        return line.substring(field.length() + 1);
      }
    }
    return "";
  }
}
