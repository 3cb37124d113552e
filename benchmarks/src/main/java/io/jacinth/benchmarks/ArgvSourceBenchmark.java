package io.jacinth.benchmarks;

import io.jacinth.resp.Argv;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.resp.RequestParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Where the words of a command should live: copied out of the socket's direct buffer into a {@code
 * byte[]} and parsed there (what {@link Argv} does), or viewed in the direct buffer.
 *
 * <p>Both sides read 64 pipelined SETs of 16-byte keys and 32-byte values, look at the command's
 * name, hash the key and copy the value out, as the engine does. The direct side has a bare parser
 * without limits or error texts: the comparison leans its way.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ArgvSourceBenchmark {
  private static final int COMMANDS = 64;

  private final ByteBuffer direct = ByteBuffer.allocateDirect(16 * 1024);
  private final QueryBuffer query = new QueryBuffer();
  private final RequestParser parser = new RequestParser();
  private final byte[] value = new byte[64];
  private final int[] offsets = new int[8];
  private final int[] lengths = new int[8];

  /** Fills the direct buffer as a socket read would. */
  @Setup
  public void fill() {
    for (int i = 0; i < COMMANDS; i++) {
      String key = "key:%012d".formatted(i);
      direct.put(
          ("*3\r\n$3\r\nSET\r\n$16\r\n" + key + "\r\n$32\r\n" + "v".repeat(32) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    direct.flip();
  }

  /** One copy of all bytes, then everything on the heap. */
  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public long copied() {
    int length = direct.limit();
    query.ensureWritable(length);
    direct.get(0, query.array(), query.writeIndex(), length);
    query.written(length);
    long sum = 0;
    while (parser.parse(query) == RequestParser.Status.COMMAND) {
      Argv argv = parser.argv();
      if (!argv.is(0, "set")) {
        throw new AssertionError();
      }
      byte[] bytes = argv.array();
      long hash = 0;
      int start = argv.offset(1);
      for (int i = start, end = start + argv.length(1); i < end; i++) {
        hash = hash * 31 + bytes[i];
      }
      System.arraycopy(bytes, argv.offset(2), value, 0, argv.length(2));
      sum += hash + value[7];
    }
    return sum;
  }

  /** No copy: words are views of the direct buffer. */
  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public long viewed() {
    long sum = 0;
    int at = 0;
    int limit = direct.limit();
    while (at < limit) {
      at = viewCommand(at);
      int name = offsets[0];
      if (lengths[0] != 3
          || (direct.get(name) | 0x20) != 's'
          || (direct.get(name + 1) | 0x20) != 'e'
          || (direct.get(name + 2) | 0x20) != 't') {
        throw new AssertionError();
      }
      long hash = 0;
      for (int i = offsets[1], end = i + lengths[1]; i < end; i++) {
        hash = hash * 31 + direct.get(i);
      }
      direct.get(offsets[2], value, 0, lengths[2]);
      sum += hash + value[7];
    }
    return sum;
  }

  private int viewCommand(int start) {
    int at = start + 1;
    int words = 0;
    for (byte b = direct.get(at); b != '\r'; b = direct.get(++at)) {
      words = words * 10 + b - '0';
    }
    at += 2;
    for (int i = 0; i < words; i++) {
      int length = 0;
      at++;
      for (byte b = direct.get(at); b != '\r'; b = direct.get(++at)) {
        length = length * 10 + b - '0';
      }
      at += 2;
      offsets[i] = at;
      lengths[i] = length;
      at += length + 2;
    }
    return at;
  }
}
