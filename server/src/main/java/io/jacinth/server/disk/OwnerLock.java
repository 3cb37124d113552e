package io.jacinth.server.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two nodes from one {@code nodes.conf}: a lock on {@code <file>.lock}, which also says who
 * holds it. The lock itself goes with the process; a file left behind does no harm.
 */
public final class OwnerLock implements AutoCloseable {
  /** Somebody else has it. */
  public static final class HeldException extends IOException {
    private static final long serialVersionUID = 1;

    HeldException(String message) {
      super(message);
    }
  }

  private final FileChannel channel;
  private final FileLock lock;

  private OwnerLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock for {@code file}.
   *
   * @param owner written into the lock for others to read
   * @throws HeldException whose message is a sentence with what is known of the holder
   */
  public static OwnerLock take(Path file, String owner) throws IOException {
    Path path = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      String holder = new String(readAll(channel), StandardCharsets.UTF_8).strip();
      channel.close();
      throw new HeldException(
          "Sorry, the cluster configuration file "
              + file
              + " is already used by a different Redis Cluster node"
              + (holder.isEmpty() ? "" : " (" + holder + ")")
              + ". Please make sure that different nodes use different cluster configuration"
              + " files.");
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    return new OwnerLock(channel, lock);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static byte[] readAll(FileChannel channel) {
    ByteBuffer bytes = ByteBuffer.allocate(512);
    try {
      channel.read(bytes, 0);
    } catch (IOException unreadable) {
      // Windows refuses to read a locked range; then the holder stays unknown.
      return new byte[0];
    }
    byte[] text = new byte[bytes.position()];
    bytes.flip().get(text);
    return text;
  }

  /** Gives it back. */
  @Override
  public void close() throws IOException {
    // The file stays: were it removed, one process could lock the old one and another a new one.
    channel.truncate(0);
    lock.release();
    channel.close();
  }
}
