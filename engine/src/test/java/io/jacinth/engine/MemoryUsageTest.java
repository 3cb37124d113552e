package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * MEMORY USAGE is what the allocator has given out, to the byte: one key that holds one value after
 * the other makes both figures change by the same.
 */
class MemoryUsageTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession session = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void run(String line) {
    assertThat(fixture.run(session, line)).as(line).doesNotStartWith("-");
  }

  private long usage(String more) {
    return Long.parseLong(fixture.run(session, "MEMORY USAGE k" + more).substring(1).trim());
  }

  private long used() {
    while (fixture.store.freeQueue().freeSome(100) > 0) {}
    return fixture.store.usedBytes();
  }

  private void isExact(String... lines) {
    run("SET k s");
    long small = usage("");
    long usedBySmall = used();
    run("DEL k");
    for (String line : lines) {
      run(line);
    }
    assertThat(usage("") - small).as(lines[0]).isEqualTo(used() - usedBySmall);
    assertThat(usage(" SAMPLES 0")).isEqualTo(usage(""));
    assertThat(usage(" SAMPLES 1")).isEqualTo(usage(""));
    assertThat(usage(" samples 1000000")).isEqualTo(usage(""));
    run("DEL k");
  }

  /** {@code count} times a text with # for the number. */
  private static String many(String command, int count, String each) {
    StringBuilder line = new StringBuilder(command);
    for (int i = 0; i < count; i++) {
      line.append(' ').append(each.replace("#", Integer.toString(i)));
    }
    return line.toString();
  }

  /** Only what grows gets room to grow: a value just made takes what SET would take for it. */
  @Test
  void aNewStringHasNoReserve() {
    for (int length : new int[] {100, 1000, 100_000}) {
      run("SETRANGE k " + (length - 1) + " x");
      assertThat(usage("")).isLessThan(length * 5L / 4 + 64);
      run("DEL k");
    }
    run("SETRANGE k 99999 x");
    run("SETRANGE k 120000 x");
    assertThat(usage("")).as("grown").isGreaterThan(150_000);
  }

  @Test
  void strings() {
    isExact("SET k 12345");
    isExact("SET k " + "x".repeat(40));
    isExact("SET k " + "x".repeat(3000));
    isExact("SET k " + "x".repeat(3_000_000));
    isExact("SETRANGE k 100000 x");
    isExact("PFADD k a b c d e f");
  }

  @Test
  void hashes() {
    isExact("HSET k a 1");
    isExact(many("HSET k", 100, "field:# value#"));
    isExact(many("HSET k", 3000, "field:# value#"));
    isExact("HSET k a " + "x".repeat(50_000) + " b " + "y".repeat(2_000_000));
  }

  @Test
  void setsAndSortedSets() {
    isExact(many("SADD k", 100, "#"));
    isExact(many("SADD k", 100, "member:#"));
    isExact(many("SADD k", 5000, "member:#"));
    isExact(many("ZADD k", 100, "# member:#"));
    isExact(many("ZADD k", 5000, "# member:#"), "ZREM k member:7 member:4000");
    isExact("ZADD k 1 " + "x".repeat(1_500_000));
  }

  @Test
  void lists() {
    isExact("RPUSH k a b c");
    isExact(
        many("RPUSH k", 5000, "element:#"), "LTRIM k 100 -100", "LINSERT k BEFORE element:999 x");
    isExact("RPUSH k " + "x".repeat(50_000) + " " + "y".repeat(2_000_000));
    fixture.config.put(MemoryOptions.LIST_COMPRESS_DEPTH, 1L);
    isExact(many("RPUSH k", 5000, "element:#"), "LSET k 1000 x", "LREM k 0 element:2000");
    isExact("RPUSH k " + "x".repeat(50_000) + " " + "y".repeat(50_000) + " " + "z".repeat(50_000));
  }

  @Test
  void streams() {
    String[] lines = new String[602];
    for (int i = 0; i < 600; i++) {
      lines[i] = "XADD k " + (i + 1) + "-1 field value:" + i;
    }
    lines[600] = "XGROUP CREATE k g 0";
    lines[601] = "XREADGROUP GROUP g c COUNT 300 STREAMS k >";
    isExact(lines);
  }

  /** The key itself counts, and its expiry. */
  @Test
  void keys() {
    String name = "key".repeat(1000);
    run("SET " + name + " 1");
    assertThat(fixture.run(session, "MEMORY USAGE " + name)).startsWith(":3");
    run("SET k 1");
    long without = usage("");
    run("EXPIRE k 100");
    assertThat(usage("")).isGreaterThan(without);
    assertThat(fixture.run(session, "MEMORY USAGE none")).isEqualTo("$-1\r\n");
  }
}
