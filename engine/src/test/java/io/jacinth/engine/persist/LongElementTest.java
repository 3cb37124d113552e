package io.jacinth.engine.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.rdb.Digest;
import io.jacinth.engine.rdb.RdbReader;
import io.jacinth.engine.rdb.RdbSink;
import io.jacinth.engine.rdb.RdbWriter;
import io.jacinth.engine.rdb.ValueCodecs;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.HashEdit;
import io.jacinth.store.ListEdit;
import io.jacinth.store.RopeBuilder;
import io.jacinth.store.Store;
import io.jacinth.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Elements of many megabytes go into an image a little at a time, even when they are deleted. */
class LongElementTest {
  private static final byte[] KEY = {'k'};
  private static final int PIECE_BYTES_MAX = 256 << 10;

  private final Random random = new Random(3);
  private final Store store = new Store(StoreSettings.withHashKey(1, 2), Runnable::run);
  private final ValueCodecs codecs = new ValueCodecs(store, new Config());
  private final EntryTable table = store.newTable();

  @AfterEach
  void nothingIsLeft() {
    store.freeQueue().add(table);
    while (store.freeQueue().freeSome(1000) > 0) {}
    assertThat(store.usedBytes()).isZero();
    store.close();
  }

  private static final class Image extends RdbSnapshotSink {
    Image(ByteArrayOutputStream bytes, ValueCodecs codecs) {
      super(new RdbWriter(new RdbWriter.Options(true, true), bytes::write), codecs);
      writer().header("7.2.4", 0, 0, new RdbWriter.ReplicationPoint(0, "", 0), false);
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    protected void finished() {}

    @Override
    public void aborted(String reason) {}
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private int put(Draft draft) {
    return table.putDraft(store.hash(KEY, 0, 1), KEY, 0, 1, draft, EntryTable.NO_EXPIRE);
  }

  private int hash() {
    Draft draft = store.newDraft(KEY, 0, 1);
    HashEdit edit = store.newHashEdit().open(draft.site(), 1, 10);
    for (int i = 0; i < 40; i++) {
      byte[] field = bytes(i % 10 == 3 ? 5_000_000 : 20);
      byte[] value = bytes(i % 10 == 5 ? 7_000_000 : 30);
      edit.put(field, 0, field.length, value, 0, value.length);
    }
    return put(draft);
  }

  private int list() {
    Draft draft = store.newDraft(KEY, 0, 1);
    ListEdit edit = store.newListEdit().open(draft.site(), -2, 0);
    for (int i = 0; i < 40; i++) {
      byte[] value = bytes(i % 10 == 5 ? 7_000_000 : 30);
      edit.expect(value.length, 1);
      edit.push(false, value, 0, value.length);
    }
    return put(draft);
  }

  @Test
  void hashesAreHandedOverInPieces() throws Exception {
    handedOverInPieces(hash(), false);
  }

  @Test
  void listsAreHandedOverInPieces() throws Exception {
    handedOverInPieces(list(), false);
  }

  @Test
  void alsoWhenTheKeyIsDeletedMeanwhile() throws Exception {
    handedOverInPieces(hash(), true);
  }

  private void handedOverInPieces(int entry, boolean deleted) throws Exception {
    Digest digest = new Digest();
    codecs.of(store.entries().type(entry)).digest(digest, entry);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Image image = new Image(bytes, codecs);
    List<SnapshotSink> sinks = List.of(image);
    HeldValue value = new HeldValue.Large(0, KEY, store, entry);
    boolean done = false;
    for (int i = 0; !done; i++) {
      int before = bytes.size();
      done = value.handOver(sinks);
      assertThat(bytes.size() - before).isLessThan(PIECE_BYTES_MAX);
      if (deleted && i == 3) {
        table.remove(store.hash(KEY, 0, 1), KEY, 0, 1);
      }
    }
    value.release();
    image.complete();
    assertThat(digestOf(bytes.toByteArray())).isEqualTo(digest.hex());
  }

  @Test
  void whoGivesUpHoldsNothing() {
    int entry = hash();
    Image image = new Image(new ByteArrayOutputStream(), codecs);
    HeldValue value = new HeldValue.Large(0, KEY, store, entry);
    for (int i = 0; i < 20; i++) {
      assertThat(value.handOver(List.of(image))).isFalse();
    }
    value.release();
    image.release();
  }

  private String digestOf(byte[] image) throws Exception {
    List<String> digests = new ArrayList<>();
    RdbReader reader =
        new RdbReader(
            new Loaded() {
              @Override
              public Draft begin(Entry entry) {
                return store.newDraft(entry.keyBytes(), entry.keyOffset(), entry.keyLength());
              }

              @Override
              public void value(Entry entry, Draft draft) {
                Digest digest = new Digest();
                codecs.of(store.entries().type(draft.entry())).digest(digest, draft.entry());
                digests.add(digest.hex());
                draft.discard();
              }
            },
            codecs,
            Integer.MAX_VALUE,
            1);
    reader.feed(image, 0, image.length);
    assertThat(reader.read(Integer.MAX_VALUE)).isEqualTo(RdbReader.Progress.DONE);
    return digests.getFirst();
  }

  /** Takes values that are no strings. */
  private abstract static class Loaded implements RdbSink {
    @Override
    public void aux(String name, String value) {}

    @Override
    public void database(int db) {}

    @Override
    public void sizes(long keys, long expiring) {}

    @Override
    public void string(Entry entry) {
      throw new AssertionError("a string");
    }

    @Override
    public @Nullable RopeBuilder beginLong(Entry entry, int lengthBytes) {
      throw new AssertionError("a string");
    }

    @Override
    public void longString(Entry entry, RopeBuilder rope) {}

    @Override
    public void function(byte[] source) {}
  }
}
