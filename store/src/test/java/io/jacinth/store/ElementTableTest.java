package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A table that has as many buckets as it may have. */
class ElementTableTest {
  @Test
  void chainsBecomeLongerWhenThereCanBeNoMoreBuckets() {
    Store store = NoLeak.open();
    int root = ElementTable.create(store);
    ElementTable table = new ElementTable(store, 8);
    table.open(root);
    for (int i = 0; i < 2000; i++) {
      byte[] key = bytes("key:" + i);
      long hash = store.hash(key, 0, key.length);
      table.add(hash, store.elements.create(hash, key, 0, key.length));
    }
    assertThat(table.bucketCount()).isEqualTo(8);
    assertThat(table.size()).isEqualTo(2000);
    for (int i = 0; i < 2000; i++) {
      byte[] key = bytes("key:" + i);
      long hash = store.hash(key, 0, key.length);
      int element = table.find(hash, key, 0, key.length);
      assertThat(element).isNotEqualTo(Ref.NONE);
      if (i % 2 == 0) {
        table.removeFound(hash, element);
        store.elements.free(element);
      }
    }
    assertThat(table.size()).isEqualTo(1000);
    store.freeQueue().addRoot(ValueTypes.ENCODING_HASHTABLE, root);
  }

  /** The references of all segments of the largest table stand in one block. */
  @Test
  void theMostBucketsFillTheDirectory() {
    int segments = Allocator.BLOCK_BYTES_MAX / Integer.BYTES;
    int buckets = LinearBuckets.bucketsIn(segments);
    assertThat(LinearBuckets.segmentOf(buckets - 1)).isEqualTo(segments - 1);
    assertThat(LinearBuckets.segmentOf(buckets)).isEqualTo(segments);
  }
}
