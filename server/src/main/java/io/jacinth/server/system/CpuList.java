package io.jacinth.server.system;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code server_cpulist} and {@code bio_cpulist}: the cores a thread may run on. The JVM has no
 * word for that, so the system's {@code sched_setaffinity} is called; where there is none (macOS,
 * Windows) nothing happens.
 *
 * <p>For an engine this is more than tidiness: while the JIT compiler replaces the code of a
 * method, a thread that calls it tries again and again until the compiler is through. On one core
 * with it, the engine keeps the compiler from going on, until the system takes the core from it: 4
 * to 9 ms. {@code docs/server.md} has the figures.
 */
public final class CpuList {
  /** Of the kernel's usual mask. */
  private static final int CPUS_MAX = 1024;

  private static final String ITEM = "(?<first>\\d{1,9})(-(?<last>\\d{1,9})(:(?<step>\\d{1,9}))?)?";

  private CpuList() {}

  /**
   * Puts a thread on the cores of a list. A list that is not understood, or none of whose cores is
   * there, has no effect, as in Redis. The usual list, an empty one, costs a start nothing.
   *
   * @param thread runs what it is given on the thread that is meant
   * @param list as in {@code 0,2-5,8-14:2}; empty for all cores
   */
  public static void restrict(Executor thread, String list) {
    if (!list.isEmpty()) {
      thread.execute(() -> restrictThisThread(parse(list)));
    }
  }

  /** The cores of a list; none if it is empty or wrong. */
  static BitSet parse(String list) {
    BitSet cpus = new BitSet();
    Pattern pattern = Pattern.compile(ITEM);
    for (String item : list.split(",", -1)) {
      Matcher matcher = pattern.matcher(item);
      if (!matcher.matches()) {
        return new BitSet();
      }
      int first = Integer.parseInt(matcher.group("first"));
      int last = Optional.ofNullable(matcher.group("last")).map(Integer::parseInt).orElse(first);
      int step = Optional.ofNullable(matcher.group("step")).map(Integer::parseInt).orElse(1);
      if (step == 0 || Math.max(first, last) >= CPUS_MAX) {
        return new BitSet();
      }
      for (int cpu = first; cpu <= last; cpu += step) {
        cpus.set(cpu);
      }
    }
    return cpus;
  }

  @SuppressWarnings("restricted") // the launcher permits native calls
  private static void restrictThisThread(BitSet cpus) {
    if (cpus.isEmpty()) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("sched_setaffinity");
    if (function.isEmpty()) {
      return;
    }
    MethodHandle call =
        linker.downcallHandle(
            function.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(CPUS_MAX / Byte.SIZE, Long.BYTES);
      mask.copyFrom(MemorySegment.ofArray(cpus.toByteArray()));
      int ignored = (int) call.invokeExact(0, mask.byteSize(), mask);
    } catch (Throwable failure) {
      throw new AssertionError("a call without exceptions threw", failure);
    }
  }
}
