package io.jacinth.simulation.world;

import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of one machine. Operations run one after the other, as on the one writer
 * thread per directory; each fsync is an event of its own.
 *
 * <p>Two states: what the kernel shows, and what survives a power cut. A killed process loses only
 * what it had not handed over; a power cut loses what was not fsynced; a disk that lies about fsync
 * loses more than that.
 */
public final class SimDisk implements Files {
  private static final long MILLI_NS = 1_000_000;

  /** Sees each file at the moment it is durable. */
  public interface Observer {
    void durable(Machine machine, String name, byte[] content);
  }

  private final World world;
  private final Machine machine;
  private final RandomGenerator random;
  private final Map<String, byte[]> shown = new TreeMap<>();
  private final Map<String, byte[]> durable = new TreeMap<>();
  private long busyUntilNs;
  private long slowNs;
  private boolean lyingFsync;
  private int failPermille;
  private String failText = "Input/output error";
  private @Nullable Observer observer;
  private long lies;
  private long failures;

  SimDisk(World world, Machine machine) {
    this.world = world;
    this.machine = machine;
    this.random = world.randoms().of("disk." + machine.name());
  }

  public void observeWith(Observer newObserver) {
    observer = newObserver;
  }

  /** Puts a file there before the node starts. */
  public void install(String name, byte[] content) {
    shown.put(name, content);
    durable.put(name, content);
    if (observer != null) {
      observer.durable(machine, name, content);
    }
  }

  /** Every operation takes up to this much longer; 0 ends it. */
  public void setSlowNs(long addedNs) {
    slowNs = addedNs;
  }

  /** When what was begun so far is done. */
  public long busyUntilNs() {
    return busyUntilNs;
  }

  /** fsync reports success and does nothing. */
  public void setLyingFsync(boolean lying) {
    lyingFsync = lying;
  }

  /** Operations fail this often; 0 ends it. */
  public void setFailing(int permille, String text) {
    failPermille = permille;
    failText = text;
  }

  /** How often an fsync was reported and not done. */
  public long lies() {
    return lies;
  }

  /** How often an operation failed. */
  public long failures() {
    return failures;
  }

  /** What a process would read now, or null. */
  public byte @Nullable [] content(String name) {
    return shown.get(name);
  }

  void powerLost() {
    shown.clear();
    shown.putAll(durable);
    busyUntilNs = 0;
  }

  void processDied() {
    // The kernel writes back what it shows, in its own time; a later power cut may still take it.
    durable.putAll(shown);
    busyUntilNs = 0;
  }

  /** An empty directory. */
  void wipe() {
    shown.clear();
    durable.clear();
  }

  @Override
  public byte @Nullable [] read(String name) throws IOException {
    byte[] content = shown.get(name);
    return content == null ? null : content.clone();
  }

  @Override
  public void replace(Loop loop, String name, byte[] content, Answer answer) {
    byte[] copy = content.clone();
    Owner owner = (Owner) loop;
    boolean fails = fails();
    long writtenNs = operation();
    long doneNs = operation();
    step(
        writtenNs,
        () -> {
          if (fails) {
            owner.deliver(() -> answer.done(new IOException(failText)));
          } else {
            shown.put(name, copy);
            if (random.nextBoolean()) {
              // Renamed, and the directory happened to reach the disk early.
              persist(name, copy);
            }
          }
        });
    if (!fails) {
      step(
          doneNs,
          () -> {
            persist(name, copy);
            owner.deliver(() -> answer.done(null));
          });
    }
  }

  private void persist(String name, byte[] content) {
    world.trace().fact(6, world.nowNs(), machine.index(), world.trace().checksum(content));
    if (lyingFsync) {
      lies++;
      return;
    }
    durable.put(name, content);
    if (observer != null) {
      observer.durable(machine, name, content);
    }
  }

  private boolean fails() {
    boolean fails = failPermille > 0 && random.nextInt(1000) < failPermille;
    if (fails) {
      failures++;
    }
    return fails;
  }

  /** When the next operation of the writer thread ends. */
  private long operation() {
    long takesNs = world.tuning().fsyncNs();
    takesNs += random.nextLong(3 * takesNs);
    if (slowNs > 0) {
      takesNs += random.nextLong(slowNs);
    }
    busyUntilNs = Math.max(busyUntilNs, world.nowNs()) + takesNs;
    return busyUntilNs;
  }

  private void step(long atNs, Runnable action) {
    int start = machine.starts();
    world
        .queue()
        .at(
            atNs,
            () -> {
              if (machine.isRunning() && machine.starts() == start) {
                action.run();
              }
            });
  }

  @Override
  public FileWriter create(Loop loop, String name) {
    return new Writer((Owner) loop, name);
  }

  @Override
  public void delete(String name) {
    shown.remove(name);
    step(operation(), () -> durable.remove(name));
  }

  /** A file being appended to. Its bytes are shown when written and durable when fsynced. */
  private final class Writer implements FileWriter {
    private final Owner owner;
    private final String name;
    private byte[] buffer = new byte[256];
    private int length;
    private int written;
    private boolean closed;

    Writer(Owner owner, String name) {
      this.owner = owner;
      this.name = name;
      shown.put(name, new byte[0]);
    }

    @Override
    public void append(byte[] bytes, int offset, int count) {
      if (length + count > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(length + count, buffer.length * 2));
      }
      System.arraycopy(bytes, offset, buffer, length, count);
      length += count;
      int upTo = length;
      long writtenNs = Math.max(busyUntilNs, world.nowNs()) + MILLI_NS / 20;
      busyUntilNs = writtenNs;
      step(writtenNs, () -> written = Math.max(written, upTo));
    }

    @Override
    public long unwrittenBytes() {
      return length - written;
    }

    @Override
    public void fsync(Answer answer) {
      int upTo = length;
      boolean fails = fails();
      step(
          operation(),
          () -> {
            if (!fails) {
              byte[] content = Arrays.copyOf(buffer, upTo);
              shown.put(name, content);
              persist(name, content);
            }
            owner.deliver(() -> answer.done(fails ? new IOException(failText) : null));
          });
    }

    @Override
    public boolean read(long position, byte[] target, int offset, int count) {
      if (position + count > written) {
        return false;
      }
      System.arraycopy(buffer, (int) position, target, offset, count);
      return true;
    }

    @Override
    public void close(@Nullable String renameTo, Answer answer) {
      if (closed) {
        throw new SimFailure(machine.name() + ": file " + name + " closed twice");
      }
      closed = true;
      boolean fails = renameTo != null && fails();
      step(
          operation(),
          () -> {
            byte[] content = Arrays.copyOf(buffer, length);
            if (fails) {
              owner.deliver(() -> answer.done(new IOException(failText)));
              return;
            }
            if (renameTo == null) {
              shown.put(name, content);
            } else {
              shown.remove(name);
              durable.remove(name);
              shown.put(renameTo, content);
              persist(renameTo, content);
            }
            owner.deliver(() -> answer.done(null));
          });
    }
  }
}
