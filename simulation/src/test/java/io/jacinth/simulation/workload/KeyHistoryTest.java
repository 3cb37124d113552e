package io.jacinth.simulation.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.simulation.world.SimFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
  private final List<Loss> losses = new ArrayList<>();
  private final KeyHistory register = new KeyHistory("r", false, losses);
  private final KeyHistory counter = new KeyHistory("c", true, losses);

  private static void write(KeyHistory history, long before) {
    history.begin();
    history.acked(before, 100 + before, 1, 0);
  }

  @Test
  void aChainOfWritesLosesNothing() {
    for (int i = 0; i < 5; i++) {
      write(register, i);
      write(counter, i);
    }
    register.see(5, 0, 0);
    counter.see(5, 0, 0);
    assertThat(losses).isEmpty();
  }

  @Test
  void anOlderValueIsALossOfEachLaterWriteOnce() {
    for (int i = 0; i < 5; i++) {
      write(register, i);
      write(counter, i);
    }
    register.see(3, 2, 0);
    register.see(3, 2, 0);
    counter.see(4, 2, 0);
    assertThat(losses).extracting(Loss::key).containsExactly("r", "r", "c");
    assertThat(losses).extracting(Loss::value).containsExactly(5L, 4L, 5L);
  }

  @Test
  void aLossIsSeenByTheNextWrite() {
    write(register, 0);
    write(register, 1);
    write(register, 0);
    assertThat(losses).extracting(Loss::value).containsExactly(2L, 1L);
    register.see(3, 0, 0);
    assertThat(losses).hasSize(2);
  }

  @Test
  void aCounterGoesOnFromWhatWasLeft() {
    write(counter, 0);
    write(counter, 1);
    write(counter, 0);
    write(counter, 1);
    assertThat(losses).hasSize(2);
    counter.see(2, 0, 0);
    assertThat(losses).hasSize(2);
  }

  @Test
  void anUnansweredWriteMayOrMayNotHaveHappened() {
    write(register, 0);
    register.begin();
    register.unanswered();
    assertThat(register.isRetired()).isTrue();
    register.see(1, 0, 0);
    register.see(2, 0, 0);
    assertThat(losses).isEmpty();
  }

  @Test
  void aRefusedWriteMustNotHaveHappened() {
    write(register, 0);
    register.begin();
    register.refused();
    assertThatThrownBy(() -> register.see(2, 0, 0)).isInstanceOf(SimFailure.class);
  }

  @Test
  void aValueOfNobodyFails() {
    write(register, 0);
    assertThatThrownBy(() -> register.seeStale(9, 0)).isInstanceOf(SimFailure.class);
    assertThatThrownBy(() -> write(counter, 3)).isInstanceOf(SimFailure.class);
  }
}
