package io.jacinth.server.process;

import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client with nothing in between: what it sends and what comes back are bytes. */
final class RespSocket implements AutoCloseable {
  private static final int TIMEOUT_MS = 20_000;

  private final Socket socket = new Socket();
  private final RespReader reader = new RespReader();
  private final byte[] buffer = new byte[64 * 1024];

  private RespSocket() {}

  static RespSocket open(int port) throws IOException {
    RespSocket made = new RespSocket();
    made.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
    made.socket.setSoTimeout(TIMEOUT_MS);
    return made;
  }

  /** Sends a command and gives the reply. */
  RespValue call(String... words) throws IOException {
    send(words);
    return reply();
  }

  void send(String... words) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (String word : words) {
      byte[] content = word.getBytes(StandardCharsets.ISO_8859_1);
      bytes.write(("$" + content.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      bytes.write(content);
      bytes.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    sendRaw(bytes.toByteArray());
  }

  void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The next reply; a closed connection is a {@code Simple} of nothing. */
  RespValue reply() throws IOException {
    InputStream in = socket.getInputStream();
    while (true) {
      RespValue value = reader.next();
      if (value != null) {
        return value;
      }
      int count = in.read(buffer);
      if (count < 0) {
        return new RespValue.Simple("");
      }
      reader.feed(buffer, 0, count);
    }
  }

  /** Whether the peer has closed, after what it still had to say. */
  boolean isClosedByPeer() {
    try {
      while (socket.getInputStream().read(buffer) >= 0) {
        // What comes before the end does not matter here.
      }
      return true;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
