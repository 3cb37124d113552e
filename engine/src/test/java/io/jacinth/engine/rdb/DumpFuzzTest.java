package io.jacinth.engine.rdb;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jacinth.engine.config.Config;
import io.jacinth.store.Draft;
import io.jacinth.store.Store;
import io.jacinth.store.StoreSettings;
import io.jacinth.store.StoreValidator;
import java.util.Arrays;
import java.util.List;

/**
 * Any payload of RESTORE with a right checksum: it is refused and leaves nothing behind, or it
 * makes a sound value whose own payload makes the same value again, and which can be changed.
 */
class DumpFuzzTest {
  private static final byte[] KEY = {'k'};

  @FuzzTest(maxDuration = "10m")
  void restores(byte[] data) {
    byte[] payload = Arrays.copyOf(data, data.length + 10);
    payload[data.length] = RdbType.VERSION;
    long crc = Crc64.update(0, payload, 0, data.length + 2);
    for (int i = 0; i < 8; i++) {
      payload[data.length + 2 + i] = (byte) (crc >>> (8 * i));
    }
    if (!DumpPayload.isIntact(payload, 0, payload.length)) {
      throw new AssertionError("not intact");
    }
    try (Store store = new Store(StoreSettings.withHashKey(1, 2), Runnable::run)) {
      ValueCodecs codecs = new ValueCodecs(store, new Config());
      DumpPayload dump = new DumpPayload(store, codecs);
      String first = digest(store, codecs, dump, payload);
      if (store.usedBytes() != 0) {
        throw new AssertionError("something was left behind");
      }
      if (first.isEmpty()) {
        return;
      }
      byte[] again = made;
      if (again.length > 0 && !digest(store, codecs, dump, again).equals(first)) {
        throw new AssertionError("its own payload makes another value");
      }
    }
  }

  /** The payload of the value read last. */
  private byte[] made = {};

  /** The digest of what the payload makes, or nothing. */
  private String digest(Store store, ValueCodecs codecs, DumpPayload dump, byte[] payload) {
    String[] digest = {""};
    made = new byte[0];
    dump.read(
        payload,
        0,
        payload.length,
        KEY,
        0,
        1,
        new DumpPayload.Taker() {
          @Override
          public void string(byte[] value, int offset, int length) {
            digest[0] = "string of " + length;
          }

          @Override
          public void value(Draft draft) {
            StoreValidator.validate(store, List.of());
            Digest of = new Digest();
            codecs.of(store.entries().type(draft.entry())).digest(of, draft.entry());
            digest[0] = of.hex();
            made = dump.of(draft.entry());
            new RestoredValue(store, draft).change();
            StoreValidator.validate(store, List.of());
            draft.discard();
          }
        });
    while (store.freeQueue().freeSome(1000) > 0) {
      // until nothing is left
    }
    return digest[0];
  }
}
