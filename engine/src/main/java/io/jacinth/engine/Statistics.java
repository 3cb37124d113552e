package io.jacinth.engine;

/** Counters of INFO's section Stats that belong to no other part. */
public final class Statistics {
  private static final int SAMPLES = 16;

  long connections;
  long commands;
  long timedOutClients;
  private long evictedClients;
  private long queryBufferDisconnections;
  private long outputBufferDisconnections;
  private long peakMemory;
  private long deniedLogins;
  private final Traffic traffic = new Traffic();
  private long fullSyncs;
  private long partialSyncs;
  private long refusedPartialSyncs;
  private final long[] opsPerSecond = new long[SAMPLES];
  private int sample;
  private long lastCommands;
  private long lastMonoMs;

  /** Notes how many commands ran since the last call. */
  void sample(long monoMs) {
    traffic.sample(monoMs);
    long elapsed = monoMs - lastMonoMs;
    if (elapsed > 0) {
      opsPerSecond[sample++ % SAMPLES] = (commands - lastCommands) * 1000 / elapsed;
      lastCommands = commands;
      lastMonoMs = monoMs;
    }
  }

  /** Mean of the last samples. */
  public long opsPerSecond() {
    long sum = 0;
    for (long ops : opsPerSecond) {
      sum += ops;
    }
    return sum / SAMPLES;
  }

  /** A replica was sent everything. */
  public void fullSync() {
    fullSyncs++;
  }

  /** A replica went on where it had stopped, or was refused to. */
  public void partialSync(boolean accepted) {
    if (accepted) {
      partialSyncs++;
    } else {
      refusedPartialSyncs++;
    }
  }

  public long fullSyncs() {
    return fullSyncs;
  }

  public long partialSyncs() {
    return partialSyncs;
  }

  public long refusedPartialSyncs() {
    return refusedPartialSyncs;
  }

  /** Somebody said a wrong password. */
  public void deniedLogin() {
    deniedLogins++;
  }

  public long deniedLogins() {
    return deniedLogins;
  }

  public Traffic traffic() {
    return traffic;
  }

  public long connections() {
    return connections;
  }

  public long commands() {
    return commands;
  }

  public long timedOutClients() {
    return timedOutClients;
  }

  /** A client was closed for the memory all of them hold. */
  public void evictedClient() {
    evictedClients++;
  }

  public long evictedClients() {
    return evictedClients;
  }

  /** A client was closed for {@code client-query-buffer-limit}. */
  public void queryBufferDisconnection() {
    queryBufferDisconnections++;
  }

  public long queryBufferDisconnections() {
    return queryBufferDisconnections;
  }

  /** A client was closed for {@code client-output-buffer-limit}. */
  public void outputBufferDisconnection() {
    outputBufferDisconnections++;
  }

  public long outputBufferDisconnections() {
    return outputBufferDisconnections;
  }

  void notePeak(long usedBytes) {
    peakMemory = Math.max(peakMemory, usedBytes);
  }

  public long peakMemory() {
    return peakMemory;
  }

  void reset() {
    connections = 0;
    deniedLogins = 0;
    traffic.reset();
    commands = 0;
    lastCommands = 0;
    evictedClients = 0;
    queryBufferDisconnections = 0;
    outputBufferDisconnections = 0;
  }
}
