package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.engine.session.ClientSession;
import io.jacinth.store.StoreFullException;
import org.junit.jupiter.api.Test;

/** What happens when references reach no further, and {@code maxmemory} did not prevent it. */
class FullStoreTest {
  private static final String TEXT = "x".repeat(100_000);

  private final EngineFixture fixture = EngineFixture.withStoreOf(8 << 20);
  private final ClientSession session = fixture.open();

  @Test
  void aCommandThatHasChangedNothingIsRefused() {
    for (int i = 0; i < 50; i++) {
      assertThat(fixture.show(session, "SADD set " + TEXT + i)).isEqualTo("1");
    }
    assertThat(fixture.show(session, "SUNIONSTORE copy set set")).startsWith("(error) OOM");
    assertThat(fixture.show(session, "EXISTS copy")).isEqualTo("0");
    assertThat(fixture.show(session, "SCARD set")).isEqualTo("50");
    fixture.store.close();
  }

  @Test
  void withSomethingHalfChangedTheNodeStops() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 200; i++) {
                fixture.run(session, "RPUSH list " + TEXT);
              }
            })
        .isInstanceOf(StoreFullException.class);
    fixture.store.close();
  }
}
