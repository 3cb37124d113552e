package io.jacinth.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.node.env.Env;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.Mailbox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimLoopTest {
  private final World world =
      new World(new Randoms(5), Tuning.draw(new Randoms(5).of("tuning")), new Trace(null));
  private final Machine machine = world.addMachine("a", "10.0.0.1", 150);
  private final List<Integer> received = new ArrayList<>();
  private final List<Long> turns = new ArrayList<>();
  private Env env;
  private Loop engine;

  @BeforeEach
  void start() {
    env = machine.start(System.getLogger("a"));
    engine = env.engineLoop();
  }

  private void pass(long ms) {
    long endNs = world.nowNs() + ms * 1_000_000;
    while (world.queue().runNext(endNs)) {}
  }

  private void runEvery(long periodMs) {
    engine.run(() -> {
      turns.add(world.nowNs());
      return engine.monoMs() + periodMs;
    });
  }

  @Test
  void eventsOfOneInstantKeepTheirOrder() {
    for (int i = 0; i < 1000; i++) {
      int number = i;
      world.queue().at(i % 7 == 0 ? 500 : 1000, () -> received.add(number));
    }
    pass(1);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 1000; i += 7) {
      expected.add(i);
    }
    for (int i = 0; i < 1000; i++) {
      if (i % 7 != 0) {
        expected.add(i);
      }
    }
    assertThat(received).isEqualTo(expected);
  }

  @Test
  void mailboxesKeepTheOrderOfTheirPuts() {
    runEvery(100);
    Mailbox<Integer> mailbox = engine.mailbox(received::add);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      mailbox.put(i);
      expected.add(i);
      pass(i % 3);
    }
    pass(100);
    assertThat(received).isEqualTo(expected);
  }

  @Test
  void aTurnComesWhenItIsDue() {
    runEvery(100);
    pass(10_050);
    assertThat(turns).hasSizeBetween(99, 102);
  }

  @Test
  void aHeldLoopDoesNothingAndThenCatchesUp() {
    runEvery(10);
    Mailbox<Integer> mailbox = engine.mailbox(received::add);
    pass(100);
    machine.engineLoop().freeze(true);
    int before = turns.size();
    mailbox.put(1);
    pass(1000);
    assertThat(turns).hasSize(before);
    assertThat(received).isEmpty();
    machine.engineLoop().freeze(false);
    pass(20);
    assertThat(received).containsExactly(1);
    assertThat(turns.size()).isGreaterThan(before);
  }

  @Test
  void theDeadDoNothing() {
    runEvery(10);
    Mailbox<Integer> mailbox = engine.mailbox(received::add);
    mailbox.put(1);
    machine.die(Machine.Death.KILL);
    int before = turns.size();
    pass(1000);
    assertThat(received).isEmpty();
    assertThat(turns).hasSize(before);
  }

  @Test
  void busyWaitingPassesTime() {
    engine.run(() -> {
      long untilMs = engine.monoMs() + 5;
      while (engine.monoMs() < untilMs) {}
      turns.add(world.nowNs());
      return 0;
    });
    pass(100);
    assertThat(turns).hasSizeBetween(15, 22);
  }

  @Test
  void theMonotonicClockIgnoresJumpsOfTheWallClock() {
    long monoMs = engine.monoMs();
    long wallMs = engine.wallMs();
    machine.clock().jumpWall(-3_600_000);
    assertThat(engine.monoMs() - monoMs).isBetween(0L, 1L);
    assertThat(engine.wallMs()).isBetween(wallMs - 3_600_001, wallMs - 3_599_990);
  }

  @Test
  void theMonotonicClockNeverGoesBack() {
    Machine slow = world.addMachine("b", "10.0.0.2", -200);
    long last = 0;
    for (long ns = 0; ns < 5_000_000; ns += 37) {
      long mono = slow.clock().monoNs(ns);
      assertThat(mono).isGreaterThanOrEqualTo(last);
      last = mono;
    }
    long nowNs = 123_456_789;
    long dueMs = slow.clock().monoNs(nowNs) / 1_000_000 + 50;
    long atNs = slow.clock().virtualNsOf(dueMs, nowNs);
    assertThat(slow.clock().monoNs(atNs) / 1_000_000).isEqualTo(dueMs);
  }

  @Test
  void anExceptionInATurnEndsTheRun() {
    engine.run(() -> {
      throw new IllegalStateException("planted");
    });
    assertThatThrownBy(() -> pass(1))
        .isInstanceOf(SimFailure.class)
        .hasMessageContaining("planted");
  }
}
