package io.jacinth.engine.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.session.ClientSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random members of a set that was emptied in the order of SSCAN, as programs do that drain one.
 */
class RandomElementsTest {
  private static final int LEFT = 300;

  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession session = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The bulks of a reply that has nothing else in it that begins with a letter. */
  private static List<String> members(String reply) {
    return Arrays.stream(reply.split("\r\n")).filter(line -> line.startsWith("m")).toList();
  }

  private void drain() {
    for (int i = 0; i < 40_000; i += 1000) {
      StringBuilder line = new StringBuilder("SADD s");
      for (int k = i; k < i + 1000; k++) {
        line.append(" m").append(k);
      }
      fixture.run(session, line.toString());
    }
    List<String> inOrder = new ArrayList<>();
    String cursor = "0";
    do {
      String reply = fixture.run(session, "SSCAN s " + cursor + " COUNT 1000");
      cursor = reply.split("\r\n")[2];
      inOrder.addAll(members(reply));
    } while (!cursor.equals("0"));
    List<String> gone = inOrder.subList(0, inOrder.size() - LEFT);
    for (int i = 0; i < gone.size(); i += 1000) {
      List<String> some = gone.subList(i, Math.min(gone.size(), i + 1000));
      fixture.run(session, "SREM s " + String.join(" ", some));
    }
    assertThat(fixture.show(session, "SCARD s")).isEqualTo("" + LEFT);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void allAreReachedAndDifferentOnesAreFound() {
    drain();
    Set<String> met = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      met.addAll(members(fixture.run(session, "SRANDMEMBER s -100")));
    }
    assertThat(met).hasSize(LEFT);
    for (int count : new int[] {1, 30, 99, 100, 299}) {
      List<String> different = members(fixture.run(session, "SRANDMEMBER s " + count));
      assertThat(different).hasSize(count).doesNotHaveDuplicates();
      assertThat(met).containsAll(different);
    }
  }
}
