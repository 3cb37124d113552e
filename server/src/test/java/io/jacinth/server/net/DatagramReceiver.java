package io.jacinth.server.net;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The other end of a {@link UnixDatagram}: a bound socket whose messages are taken one by one. */
public final class DatagramReceiver implements AutoCloseable {
  private static final int LONGEST = 4096;

  private final Socket socket = Socket.newSocketDomainDgram();

  /** Bound to a file, or with a zero byte in front to a name of the abstract namespace. */
  public static DatagramReceiver at(String path) throws IOException {
    DatagramReceiver made = new DatagramReceiver();
    made.socket.bind(new DomainSocketAddress(path));
    return made;
  }

  /** The next message; it has been sent before, so that nothing waits. */
  public String next() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);
    var from = socket.recvFromDomainSocket(buffer, 0, LONGEST);
    if (from == null) {
      throw new IOException("nothing was sent");
    }
    byte[] bytes = new byte[from.receivedAmount()];
    buffer.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
