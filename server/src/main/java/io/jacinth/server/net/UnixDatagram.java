package io.jacinth.server.net;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to Unix sockets, which the JDK cannot: to the system's log and its service
 * manager. The descriptor comes from the library whose sockets the server uses anyway; where that
 * has no native part (anywhere but on Linux) there is none. Any thread.
 */
public final class UnixDatagram implements AutoCloseable {
  private final Socket socket;
  private final byte[] address;

  private UnixDatagram(Socket socket, byte[] address) {
    this.socket = socket;
    this.address = address;
  }

  /**
   * A sender to a socket.
   *
   * @param path of a file, or with an at sign in front a name of the abstract namespace
   */
  public static UnixDatagram to(String path) throws IOException {
    if (!System.getProperty("os.name", "").equals("Linux") || !Epoll.isAvailable()) {
      throw new IOException("no Unix datagram sockets on this platform");
    }
    byte[] address = path.getBytes(StandardCharsets.UTF_8);
    if (path.startsWith("@")) {
      address[0] = 0;
    }
    try {
      return new UnixDatagram(Socket.newSocketDomainDgram(), address);
    } catch (RuntimeException noDescriptor) {
      throw new IOException(Causes.describe(noDescriptor), noDescriptor);
    }
  }

  /** Sends one message; one that the receiver has no room for is lost. */
  public synchronized void send(byte[] message) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(message.length).put(message).flip();
    try {
      int unused = socket.sendToDomainSocket(buffer, 0, message.length, address);
    } catch (FileNotFoundException none) {
      throw new IOException("No such file or directory", none);
    } catch (IOException refused) {
      throw new IOException(Causes.describe(refused), refused);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    socket.close();
  }
}
