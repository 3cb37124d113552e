package io.jacinth.engine;

/**
 * Processor time in microseconds.
 *
 * @param user of the process, in user mode
 * @param system of the process, in the kernel
 * @param engineUser of the engine's own thread
 * @param engineSystem of the engine's own thread
 */
public record CpuFacts(long user, long system, long engineUser, long engineSystem) {
  /** When nobody knows. */
  public static final CpuFacts NONE = new CpuFacts(0, 0, 0, 0);
}
