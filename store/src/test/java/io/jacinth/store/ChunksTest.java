package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chunks ahead of need, and a system that has no memory for a while. */
class ChunksTest {
  private final List<Chunk> made = new ArrayList<>();
  private boolean isFull;
  private final Chunks chunks = new Chunks(Runnable::run, 1L << 30, this::make);

  private Chunk make(int bytes) {
    if (isFull) {
      throw new OutOfMemoryError("none left");
    }
    Chunk chunk = Chunk.allocate(bytes);
    made.add(chunk);
    return chunk;
  }

  @AfterEach
  void close() {
    made.forEach(chunk -> chunk.arena.close());
  }

  @Test
  void aSpareIsMadeAheadOnce() {
    chunks.prepareSpare();
    chunks.prepareSpare();
    assertThat(made).hasSize(1);
    assertThat(chunks.take()).isSameAs(made.getFirst());
  }

  @Test
  void afterAFailedSpareTheSystemIsAskedAgainOnceItHasMemory() {
    chunks.take();
    isFull = true;
    chunks.prepareSpare();
    assertThatThrownBy(chunks::take).isInstanceOf(StoreFullException.class);
    isFull = false;
    chunks.prepareSpare();
    assertThat(made).as("not asked at every allocation").hasSize(1);
    chunks.take();
    chunks.prepareSpare();
    assertThat(made).as("the one made on the spot, and the spare").hasSize(3);
    assertThat(chunks.take()).isSameAs(made.getLast());
  }
}
