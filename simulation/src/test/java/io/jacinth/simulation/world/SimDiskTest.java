package io.jacinth.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.node.env.Env;
import io.jacinth.node.env.Files;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimDiskTest {
  private final World world = new World(new Randoms(3), Tuning.CALM, new Trace(null));
  private final Machine machine = world.addMachine("a", "10.0.0.1", 0);
  private final List<String> answers = new ArrayList<>();
  private Env env;

  @BeforeEach
  void start() {
    restart();
  }

  private void restart() {
    env = machine.start(System.getLogger("a"));
    env.engineLoop().run(() -> Long.MAX_VALUE);
  }

  private void pass(long ms) {
    long endNs = world.nowNs() + ms * 1_000_000;
    while (world.queue().runNext(endNs)) {}
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void replace(String content) {
    env.files()
        .replace(
            env.engineLoop(),
            "f",
            bytes(content),
            failure -> answers.add(failure == null ? "ok" : failure.getMessage()));
  }

  @Test
  void whatWasAnsweredSurvivesThePowerCut() throws IOException {
    replace("one");
    assertThat(answers).as("never within the call").isEmpty();
    pass(100);
    assertThat(answers).containsExactly("ok");
    machine.die(Machine.Death.POWER);
    restart();
    assertThat(env.files().read("f")).isEqualTo(bytes("one"));
  }

  @Test
  void whatWasNotAnsweredIsOldOrNewAndNeverAnswered() throws IOException {
    replace("one");
    pass(100);
    int olds = 0;
    for (int i = 0; i < 50; i++) {
      machine.disk().install("f", bytes("one"));
      replace("two");
      world.queue().runNext(world.nowNs() + 1_300_000);
      machine.die(Machine.Death.POWER);
      restart();
      byte[] found = env.files().read("f");
      assertThat(found).isIn(bytes("one"), bytes("two"));
      olds += found[0] == 'o' ? 1 : 0;
      pass(100);
    }
    assertThat(olds).isBetween(1, 49);
    assertThat(answers).containsExactly("ok");
  }

  @Test
  void aLyingDiskForgetsWithThePowerOnly() throws IOException {
    replace("one");
    pass(100);
    machine.disk().setLyingFsync(true);
    replace("two");
    pass(100);
    assertThat(answers).containsExactly("ok", "ok");
    assertThat(env.files().read("f")).isEqualTo(bytes("two"));
    machine.die(Machine.Death.POWER);
    restart();
    assertThat(env.files().read("f")).isEqualTo(bytes("one"));
  }

  @Test
  void aFullDiskSaysSo() throws IOException {
    machine.disk().setFailing(1000, "No space left on device");
    replace("one");
    pass(100);
    assertThat(answers).containsExactly("No space left on device");
    assertThat(env.files().read("f")).isNull();
  }

  @Test
  void aFileBeingWrittenAppearsUnderItsNameWhenItIsWhole() throws IOException {
    Files.FileWriter writer = env.files().create(env.engineLoop(), "temp");
    writer.append(bytes("abc"), 0, 3);
    assertThat(writer.unwrittenBytes()).isEqualTo(3);
    pass(10);
    assertThat(writer.unwrittenBytes()).isZero();
    byte[] back = new byte[2];
    assertThat(writer.read(1, back, 0, 2)).isTrue();
    assertThat(back).isEqualTo(bytes("bc"));
    writer.close("dump.rdb", failure -> answers.add("closed"));
    assertThat(env.files().read("dump.rdb")).isNull();
    pass(100);
    assertThat(answers).containsExactly("closed");
    assertThat(env.files().read("dump.rdb")).isEqualTo(bytes("abc"));
    assertThat(env.files().read("temp")).isNull();
  }
}
