package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomsTest {
  private static final int LARGE = Rooms.KEPT_BYTES_MAX + 1;

  @Test
  void aRoomThatWillDoIsUsedAgain() {
    byte[] room = new byte[100];
    assertThat(Rooms.atLeast(room, 100)).isSameAs(room);
    assertThat(Rooms.atLeast(room, 0)).isSameAs(room);
    byte[] large = new byte[LARGE];
    assertThat(Rooms.atLeast(large, LARGE)).isSameAs(large);
  }

  @Test
  void aRoomThatIsTooSmallGrowsAheadWithinLimits() {
    assertThat(Rooms.atLeast(new byte[100], 101)).hasSize(200);
    assertThat(Rooms.atLeast(new byte[0], 1)).hasSize(1);
    assertThat(Rooms.atLeast(new byte[LARGE - 1], LARGE)).hasSize(LARGE);
  }

  @Test
  void aRoomThatGrewForOneHugeElementIsNotKept() {
    assertThat(Rooms.atLeast(new byte[LARGE], 10)).hasSize(20);
    assertThat(Rooms.atLeast(new byte[LARGE], LARGE - 1).length).isLessThan(LARGE);
  }

  @Test
  void aBuilderLetsGoOfALargeArrayOnly() {
    ListpackBuilder builder = new ListpackBuilder();
    builder.text(new byte[LARGE], 0, LARGE);
    builder.letGo();
    assertThat(builder.array().length).isLessThan(LARGE);
    builder.reset();
    builder.text(new byte[1000], 0, 1000);
    byte[] small = builder.array();
    builder.letGo();
    assertThat(builder.array()).isSameAs(small);
  }
}
