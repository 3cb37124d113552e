package io.jacinth.engine;

/** Bytes and system calls between this node and its clients, replicas and primary. */
public final class Traffic {
  private static final int SAMPLES = 16;

  /** One counter and how fast it grew lately. */
  private static final class Flow {
    private long total;
    private long lastTotal;
    private final long[] perSecond = new long[SAMPLES];

    private void sample(int at, long elapsedMs) {
      perSecond[at] = (total - lastTotal) * 1000 / elapsedMs;
      lastTotal = total;
    }

    private double kbps() {
      long sum = 0;
      for (long bytes : perSecond) {
        sum += bytes;
      }
      return sum / (double) SAMPLES / 1024;
    }

    private void reset() {
      total = 0;
      lastTotal = 0;
    }
  }

  private final Flow input = new Flow();
  private final Flow output = new Flow();
  private final Flow primaryInput = new Flow();
  private final Flow replicaOutput = new Flow();
  private long reads;
  private long writes;
  private int sample;
  private long lastMonoMs;

  /** Bytes of a client arrived. */
  public void read(long bytes) {
    input.total += bytes;
    reads++;
  }

  /** Bytes were handed to a client's connection. */
  public void wrote(long bytes) {
    output.total += bytes;
    writes++;
  }

  public void readFromPrimary(long bytes) {
    primaryInput.total += bytes;
  }

  public void wroteToReplica(long bytes) {
    replicaOutput.total += bytes;
  }

  void sample(long monoMs) {
    long elapsed = monoMs - lastMonoMs;
    if (elapsed > 0) {
      int at = sample++ % SAMPLES;
      input.sample(at, elapsed);
      output.sample(at, elapsed);
      primaryInput.sample(at, elapsed);
      replicaOutput.sample(at, elapsed);
      lastMonoMs = monoMs;
    }
  }

  /** From clients and from the primary. */
  public long inputBytes() {
    return input.total + primaryInput.total;
  }

  /** To clients and to replicas. */
  public long outputBytes() {
    return output.total + replicaOutput.total;
  }

  public long primaryInputBytes() {
    return primaryInput.total;
  }

  public long replicaOutputBytes() {
    return replicaOutput.total;
  }

  public double inputKbps() {
    return input.kbps();
  }

  public double outputKbps() {
    return output.kbps();
  }

  public double primaryInputKbps() {
    return primaryInput.kbps();
  }

  public double replicaOutputKbps() {
    return replicaOutput.kbps();
  }

  public long reads() {
    return reads;
  }

  public long writes() {
    return writes;
  }

  void reset() {
    input.reset();
    output.reset();
    primaryInput.reset();
    replicaOutput.reset();
    reads = 0;
    writes = 0;
  }
}
