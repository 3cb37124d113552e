package io.jacinth.server.disk;

import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.Mailbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@link Files} in a real directory.
 *
 * <p>All writing happens on one helper thread, in order. An answer goes back through the mailbox of
 * the loop that asked.
 */
public final class RealFiles implements Files {
  private final Path home;
  private final String staying;
  private volatile Path directory;
  private final WriterThread writer;
  private final Map<Loop, Mailbox<Runnable>> answers = new ConcurrentHashMap<>();

  public RealFiles(Path directory, String threadName) {
    this(directory, threadName, "nodes.conf");
  }

  /**
   * @param staying names that start with this stay in the first directory after {@link #moveTo}
   */
  public RealFiles(Path directory, String threadName, String staying) {
    this.home = directory;
    this.staying = staying;
    this.directory = directory;
    this.writer = new WriterThread(threadName);
  }

  /** Finishes what was asked for and ends the helper; false if that takes longer. */
  public boolean close(long millis) throws InterruptedException {
    return writer.close(millis);
  }

  /** Runs something on the thread that writes. */
  public void onThread(Runnable work) {
    writer.execute(work);
  }

  public Path directory() {
    return directory;
  }

  /** Names count from there from now on. */
  public void moveTo(Path newDirectory) {
    directory = newDirectory;
  }

  private Path resolve(String name) {
    return (name.startsWith(staying) ? home : directory).resolve(name);
  }

  @Override
  public byte @Nullable [] read(String name) throws IOException {
    try {
      return java.nio.file.Files.readAllBytes(resolve(name));
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  @Override
  public void replace(Loop loop, String name, byte[] content, Answer answer) {
    Mailbox<Runnable> back = answersTo(loop);
    Path target = resolve(name);
    writer.execute(() -> {
      IOException failure = attempt(() -> replaceNow(target, content));
      back.put(() -> answer.done(failure));
    });
  }

  private static void replaceNow(Path target, byte[] content) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
    try {
      try (FileChannel channel = openNew(temporary)) {
        writeFully(channel, ByteBuffer.wrap(content));
        channel.force(true);
      }
      renameDurably(temporary, target);
    } catch (FileSystemException failure) {
      throw new IOException(Reason.of(failure), failure);
    }
  }

  @Override
  public FileWriter create(Loop loop, String name) {
    return new Writing(resolve(name), answersTo(loop));
  }

  @Override
  public void delete(String name) {
    writer.execute(() -> attempt(() -> java.nio.file.Files.deleteIfExists(resolve(name))));
  }

  private Mailbox<Runnable> answersTo(Loop loop) {
    return answers.computeIfAbsent(loop, to -> to.mailbox(Runnable::run));
  }

  private interface Job {
    void run() throws IOException;
  }

  private static @Nullable IOException attempt(Job job) {
    try {
      job.run();
      return null;
    } catch (IOException failure) {
      return failure;
    } catch (RuntimeException failure) {
      return new IOException(failure);
    }
  }

  private static FileChannel openNew(Path path) throws IOException {
    return FileChannel.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** A rename is safe only when the directory is on stable storage too. */
  private static void renameDurably(Path from, Path to) throws IOException {
    java.nio.file.Files.move(
        from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path parent = to.toAbsolutePath().getParent();
    if (parent == null || System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /**
   * A file being written. The loop's side queues, the helper's side writes; they share three
   * counters and the first failure, after which nothing more is written.
   */
  private final class Writing implements FileWriter {
    private final Path path;
    private final Mailbox<Runnable> back;
    private final AtomicLong unwritten = new AtomicLong();
    private volatile @Nullable FileChannel channel;

    /** Changed by the helper only. */
    private final AtomicLong writtenBytes = new AtomicLong();

    private volatile @Nullable IOException failure;

    Writing(Path path, Mailbox<Runnable> back) {
      this.path = path;
      this.back = back;
      writer.execute(() -> note(attempt(() -> channel = openNew(path))));
    }

    private void note(@Nullable IOException trouble) {
      if (trouble != null && failure == null) {
        failure = trouble;
      }
    }

    @Override
    public void append(byte[] bytes, int offset, int length) {
      byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
      unwritten.addAndGet(length);
      writer.execute(() -> {
        FileChannel open = channel;
        if (failure == null && open != null) {
          note(
              attempt(() -> {
                writeFully(open, ByteBuffer.wrap(copy));
                writtenBytes.addAndGet(copy.length);
              }));
        }
        unwritten.addAndGet(-copy.length);
      });
    }

    @Override
    public long unwrittenBytes() {
      return unwritten.get();
    }

    @Override
    public void fsync(Answer answer) {
      writer.execute(() -> {
        FileChannel open = channel;
        if (failure == null && open != null) {
          note(attempt(() -> open.force(false)));
        }
        IOException result = failure;
        back.put(() -> answer.done(result));
      });
    }

    @Override
    public boolean read(long position, byte[] target, int offset, int length) throws IOException {
      IOException trouble = failure;
      if (trouble != null) {
        throw trouble;
      }
      FileChannel open = channel;
      if (open == null || position + length > writtenBytes.get()) {
        return false;
      }
      ByteBuffer into = ByteBuffer.wrap(target, offset, length);
      long at = position;
      while (into.hasRemaining()) {
        int count = open.read(into, at);
        if (count < 0) {
          throw new IOException(path + " became shorter than what was written to it");
        }
        at += count;
      }
      return true;
    }

    @Override
    public void close(@Nullable String renameTo, Answer answer) {
      writer.execute(() -> {
        FileChannel open = channel;
        if (open != null) {
          if (failure == null && renameTo != null) {
            note(attempt(() -> open.force(true)));
          }
          note(attempt(open::close));
        }
        if (renameTo != null && failure == null) {
          note(attempt(() -> renameDurably(path, resolve(renameTo))));
        }
        IOException result = failure;
        back.put(() -> answer.done(result));
      });
    }
  }
}
