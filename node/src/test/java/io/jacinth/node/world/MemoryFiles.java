package io.jacinth.node.world;

import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A data directory in memory; answers come as events. */
public final class MemoryFiles implements Files {
  private final TestWorld world;
  private final TreeMap<String, byte[]> files = new TreeMap<>();

  MemoryFiles(TestWorld world) {
    this.world = world;
  }

  /** Names of what is there. */
  public Set<String> names() {
    return files.keySet();
  }

  public void put(String name, byte[] content) {
    files.put(name, content);
  }

  @Override
  public byte @Nullable [] read(String name) {
    return files.get(name);
  }

  @Override
  public void replace(Loop loop, String name, byte[] content, Answer answer) {
    byte[] copy = content.clone();
    world.events.add(() -> {
      files.put(name, copy);
      answer.done(null);
    });
  }

  @Override
  public FileWriter create(Loop loop, String name) {
    files.put(name, new byte[0]);
    return new Writer(name);
  }

  @Override
  public void delete(String name) {
    files.remove(name);
  }

  private final class Writer implements FileWriter {
    private final String name;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long written;

    Writer(String name) {
      this.name = name;
    }

    @Override
    public void append(byte[] more, int offset, int length) {
      bytes.write(more, offset, length);
      world.events.add(() -> written += length);
    }

    @Override
    public long unwrittenBytes() {
      return bytes.size() - written;
    }

    @Override
    public void fsync(Answer answer) {
      world.events.add(() -> answer.done(null));
    }

    @Override
    public boolean read(long position, byte[] target, int offset, int length) {
      if (position + length > written) {
        return false;
      }
      System.arraycopy(bytes.toByteArray(), (int) position, target, offset, length);
      return true;
    }

    @Override
    public void close(@Nullable String renameTo, Answer answer) {
      world.events.add(() -> {
        files.remove(name);
        if (renameTo != null) {
          files.put(renameTo, bytes.toByteArray());
        }
        answer.done(null);
      });
    }
  }
}
