package io.jacinth.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What redis-server 7.0.15 was seen to make of the same lists. */
class CpuListTest {
  private static final Path STATUS = Path.of("/proc/thread-self/status");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0        | {0}",
        "0,1      | {0, 1}",
        "0-1      | {0, 1}",
        "0-1:2    | {0}",
        "1-1:2    | {1}",
        "1,9      | {1, 9}",
        "8-14:3,2 | {2, 8, 11, 14}",
        "00001    | {1}",
      })
  void listsOfCores(String list, String cores) {
    assertThat(CpuList.parse(list)).hasToString(cores);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-0",
        "0-",
        "abc",
        "0-1:0",
        " 1",
        "1 ",
        "1,abc",
        "1,,0",
        "1,0x",
        "0-1:",
        "1;0",
        "1:2",
        "0--1",
        "+1",
        "-1",
        "0-1:2x",
        "0,",
        "0-1024",
        "1024",
        "99999999999"
      })
  void whatIsWrongMeansNothing(String list) {
    assertThat(CpuList.parse(list).isEmpty()).isTrue();
  }

  @Test
  void theThreadThatAsksRunsThereAndNoOther() throws Exception {
    assumeTrue(Files.exists(STATUS));
    String ours = allowed();
    String first = ours.split("[,-]")[0];
    FutureTask<String> restricted =
        new FutureTask<>(() -> {
          CpuList.restrict(Runnable::run, first);
          return allowed();
        });
    Thread thread = new Thread(restricted, "restricted");
    thread.start();

    assertThat(restricted.get()).isEqualTo(first);
    assertThat(allowed()).isEqualTo(ours);
    thread.join();
  }

  @Test
  void coresThatAreNotThereMeanNothing() throws Exception {
    assumeTrue(Files.exists(STATUS));
    String ours = allowed();
    CpuList.restrict(Runnable::run, "1023");
    assertThat(allowed()).isEqualTo(ours);
  }

  private static String allowed() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.split("\\s+")[1])
        .findFirst()
        .orElseThrow();
  }
}
