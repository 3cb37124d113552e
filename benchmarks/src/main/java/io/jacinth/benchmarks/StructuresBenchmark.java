package io.jacinth.benchmarks;

import io.jacinth.store.Draft;
import io.jacinth.store.HashEdit;
import io.jacinth.store.Item;
import io.jacinth.store.ListEdit;
import io.jacinth.store.SetEdit;
import io.jacinth.store.Store;
import io.jacinth.store.StoreSettings;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.ZsetEdit;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The structures of module {@code store}, without server and commands: one listpack of 100 fields,
 * one intset of 500 numbers, and tables, nodes of lists, an index of ranks and a stream log of a
 * million elements, which do not fit the cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class StructuresBenchmark {
  private static final int MANY = 1_000_000;
  private static final int FEW = 100;
  private static final int NUMBERS = 500;
  private static final byte[] VALUE = ascii("a value of some length");

  private final Store store = new Store(StoreSettings.withHashKey(1, 2), Runnable::run);
  private final byte[][] names = new byte[MANY][];
  private final byte[] room = new byte[64];
  private final HashEdit packedHash = store.newHashEdit();
  private final HashEdit hash = store.newHashEdit();
  private final SetEdit numbers = store.newSetEdit();
  private final ListEdit list = store.newListEdit();
  private final ZsetEdit zset = store.newZsetEdit();
  private final StreamEdit stream = store.newStreamEdit();
  private int next = 1;
  private long streamMs;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Draft draft(String key) {
    return store.newDraft(ascii(key), 0, key.length());
  }

  /** Builds everything. */
  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < MANY; i++) {
      names[i] = ascii("name:%07d".formatted(i));
    }
    packedHash.open(draft("packed").site(), 512, 64);
    packedHash.expectFields(FEW);
    hash.open(draft("hash").site(), 0, 64);
    hash.expectFields(MANY);
    zset.open(draft("zset").site(), 0, 64);
    zset.expectMembers(MANY);
    list.open(draft("list").site(), -2, 0);
    list.expect((long) MANY * VALUE.length, MANY);
    stream.open(draft("stream").site(), 4096, 100);
    stream.create();
    numbers.open(draft("numbers").site(), new SetEdit.Limits(512, 128, 64));
    byte[] zero = ascii("0");
    numbers.createFor(zero, 0, 1, NUMBERS);
    for (int i = 0; i < NUMBERS; i++) {
      byte[] digits = ascii(Integer.toString(i * 3));
      numbers.add(digits, 0, digits.length);
    }
    for (int i = 0; i < MANY; i++) {
      byte[] name = names[i];
      if (i < FEW) {
        packedHash.put(name, 0, name.length, VALUE, 0, VALUE.length);
      }
      hash.put(name, 0, name.length, VALUE, 0, VALUE.length);
      zset.put(scoreOf(i), name, 0, name.length);
      list.push(false, name, 0, name.length);
      append();
    }
  }

  /** Gives the memory back. */
  @TearDown(Level.Trial)
  public void close() {
    store.close();
  }

  private static double scoreOf(int i) {
    return (int) (i * 2654435761L) >>> 1;
  }

  /** Some element, another one each time. */
  private int some(int count) {
    next = next * 1664525 + 1013904223;
    return (next >>> 1) % count;
  }

  private int length(Item item) {
    return item.copyTo(room, 0);
  }

  /** A field of a listpack, from the beginning on. */
  @Benchmark
  public int listpackFind() {
    byte[] name = names[some(FEW)];
    packedHash.find(name, 0, name.length);
    return length(packedHash.value());
  }

  /** A number in an intset. */
  @Benchmark
  public boolean intsetFind() {
    return numbers.find(some(NUMBERS) * 3L);
  }

  /** A field of a table. */
  @Benchmark
  public int tableFind() {
    byte[] name = names[some(MANY)];
    hash.find(name, 0, name.length);
    return length(hash.value());
  }

  /** A field of a table gets a value as long as the one before. */
  @Benchmark
  public boolean tablePut() {
    byte[] name = names[some(MANY)];
    return hash.put(name, 0, name.length, VALUE, 0, VALUE.length);
  }

  /** An element in the middle of a list. */
  @Benchmark
  public int listSeek() {
    list.seek(some(MANY));
    return length(list.item());
  }

  /** Adds an element at the end of a list and takes the first. */
  @Benchmark
  public long listPushAndPop() {
    list.push(false, VALUE, 0, VALUE.length);
    list.removeRange(0, 1);
    return list.size();
  }

  /** The rank of a member. */
  @Benchmark
  public int rankOf() {
    byte[] name = names[some(MANY)];
    return zset.rankOf(name, 0, name.length);
  }

  /** The member of a rank. */
  @Benchmark
  public int memberOfRank() {
    zset.goToRank(some(MANY));
    return length(zset.member());
  }

  /** A member gets another score. */
  @Benchmark
  public ZsetEdit.Change rankMove() {
    byte[] name = names[some(MANY)];
    return zset.put(some(Integer.MAX_VALUE), name, 0, name.length);
  }

  /** Adds an entry to a stream. */
  @Benchmark
  public long streamAppend() {
    append();
    return stream.length();
  }

  private void append() {
    stream.append(++streamMs, 0, ENTRY);
  }

  /** Ten entries from the middle of a stream. */
  @Benchmark
  public int streamRange() {
    int bytes = 0;
    stream.range(1 + some(MANY), 0, -1, -1, false);
    for (int i = 0; i < 10 && stream.next(); i++) {
      stream.part();
      bytes += length(stream.part());
    }
    return bytes;
  }

  private static final StreamEdit.Words ENTRY =
      new StreamEdit.Words() {
        private final byte[] field = ascii("field");

        @Override
        public int count() {
          return 2;
        }

        @Override
        public byte[] array(int i) {
          return i == 0 ? field : VALUE;
        }

        @Override
        public int offset(int i) {
          return 0;
        }

        @Override
        public int length(int i) {
          return array(i).length;
        }
      };
}
