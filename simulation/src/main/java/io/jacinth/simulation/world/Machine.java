package io.jacinth.simulation.world;

import io.jacinth.node.env.Env;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A host with an address, clocks, a disk, and at most one process with its two loops. */
public final class Machine {
  private static final long HOUR_NS = 3_600_000_000_000L;

  /** How a process ends. */
  public enum Death {
    /** kill -9: the kernel stays; what was handed to it still goes out or to disk. */
    KILL,
    /** Power off: nothing more leaves, what was not fsynced is gone. */
    POWER,
    /** The process ended by itself. */
    EXIT
  }

  private final World world;
  private final int index;
  private final String name;
  private final String ip;
  private final RandomGenerator random;
  private final SimClock clock;
  private final SimDisk disk;
  private @Nullable ProcessEnv process;
  private boolean powered = true;
  private int starts;
  private int nextPort = 32_768;

  Machine(World world, int index, String name, String ip, int driftPpm) {
    this.world = world;
    this.index = index;
    this.name = name;
    this.ip = ip;
    this.random = world.randoms().of("machine." + name);
    this.clock = new SimClock(1_000_000 + random.nextLong(HOUR_NS), driftPpm);
    this.disk = new SimDisk(world, this);
  }

  public int index() {
    return index;
  }

  public String name() {
    return name;
  }

  public String ip() {
    return ip;
  }

  public SimClock clock() {
    return clock;
  }

  public SimDisk disk() {
    return disk;
  }

  /** How many processes have been started here. */
  public int starts() {
    return starts;
  }

  public boolean isRunning() {
    return process != null;
  }

  boolean isPowered() {
    return powered;
  }

  int nextPort() {
    nextPort = nextPort == 60_999 ? 32_768 : nextPort + 1;
    return nextPort;
  }

  /** The monotonic clock now, for checks from outside. */
  public long monoMs() {
    return clock.monoNs(world.nowNs()) / 1_000_000;
  }

  /** Starts a process; its environment is good until the next {@link #die}. */
  public Env start(System.Logger log) {
    if (process != null) {
      throw new IllegalStateException(name + " is running");
    }
    if (!powered) {
      powered = true;
      clock.restart(world.nowNs(), 1_000_000 + random.nextLong(HOUR_NS));
      world.network().machineReturned(this);
    }
    starts++;
    process = new ProcessEnv(log);
    return process;
  }

  /** Ends the process. */
  public void die(Death how) {
    ProcessEnv dying = process;
    if (dying == null) {
      return;
    }
    dying.engineLoop.kill();
    dying.busLoop.kill();
    process = null;
    if (how == Death.POWER) {
      powered = false;
      world.network().machineDied(this);
      disk.powerLost();
    } else {
      world.network().processDied(this);
      disk.processDied();
    }
  }

  /** An empty data directory, as after a disk change. The process must be gone. */
  public void wipeDisk() {
    disk.wipe();
  }

  public @Nullable SimLoop engineLoop() {
    return process == null ? null : process.engineLoop;
  }

  public @Nullable SimLoop busLoop() {
    return process == null ? null : process.busLoop;
  }

  /** Both loops stopped by themselves: the process is about to exit. */
  public boolean hasStopped() {
    return process != null && process.engineLoop.isDead();
  }

  /** What one process gets. */
  private final class ProcessEnv implements Env {
    final SimLoop engineLoop = new SimLoop(world, Machine.this, "engine");
    final SimLoop busLoop = new SimLoop(world, Machine.this, "bus");
    private final System.Logger log;
    private final RandomGenerator engineRandom = world.randoms().of("engine." + name + starts);
    private final RandomGenerator busRandom = world.randoms().of("bus." + name + starts);

    ProcessEnv(System.Logger log) {
      this.log = log;
    }

    @Override
    public Loop engineLoop() {
      return engineLoop;
    }

    @Override
    public Loop busLoop() {
      return busLoop;
    }

    @Override
    public Files files() {
      return disk;
    }

    @Override
    public RandomGenerator engineRandom() {
      return engineRandom;
    }

    @Override
    public RandomGenerator busRandom() {
      return busRandom;
    }

    @Override
    public Executor chunkExecutor() {
      return Runnable::run;
    }

    @Override
    public System.Logger log() {
      return log;
    }
  }
}
