package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.Entries;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What DUMP returns and RESTORE takes: one byte type, the value as in an image, two bytes version,
 * eight bytes CRC-64 of all before them.
 */
public final class DumpPayload {
  private static final int FOOTER_BYTES = 2 + 8;
  private static final int ITEMS_PER_STEP = 1024;

  private final Store store;
  private final ValueCodecs codecs;
  private final RdbText text = new RdbText();
  private @Nullable RdbWriter writer;
  private byte[] bytes = new byte[1024];
  private int length;
  private boolean compresses = true;
  private boolean skipsChecksums;

  public DumpPayload(Store store, ValueCodecs codecs) {
    this.store = store;
    this.codecs = codecs;
  }

  // ---- making

  /** rdbcompression. */
  public void compress(boolean yes) {
    compresses = yes;
    writer = null;
  }

  /** The payload of an entry's value. */
  public byte[] of(int entry) {
    length = 0;
    RdbWriter out = writer;
    if (out == null) {
      out = new RdbWriter(new RdbWriter.Options(compresses, false), this::append);
      writer = out;
    }
    write(out, entry);
    out.little(RdbType.VERSION, 2);
    out.flush();
    out.little(Crc64.update(0, bytes, 0, length), 8);
    out.flush();
    byte[] payload = Arrays.copyOf(bytes, length);
    if (bytes.length > 1 << 20) {
      bytes = new byte[1024];
    }
    return payload;
  }

  private void write(RdbWriter out, int entry) {
    Entries entries = store.entries();
    int type = entries.type(entry);
    int encoding = entries.encoding(entry);
    if (type == ValueTypes.STRING) {
      out.type(RdbType.STRING);
      if (encoding == ValueTypes.ENCODING_INT) {
        out.integer(entries.integerValue(entry));
      } else {
        byte[] value = new byte[entries.valueLength(entry)];
        entries.copyValue(entry, value, 0);
        out.string(value, 0, value.length);
      }
      return;
    }
    ValueCodec codec = codecs.of(type);
    out.type(codec.rdbType(encoding));
    if (!entries.isLarge(entry)) {
      byte[] value = new byte[entries.packedLength(entry)];
      entries.copyPacked(entry, value, 0);
      codec.packed(out, encoding, value, 0, value.length);
      return;
    }
    FrozenValue value = store.view(entry);
    codec.beginLarge(out, value);
    boolean done = false;
    while (!done) {
      done = value.step(ITEMS_PER_STEP, block -> codec.element(out, value, block));
    }
    codec.endLarge(out, value);
  }

  private void append(byte[] more, int offset, int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
    System.arraycopy(more, offset, bytes, length, count);
    length += count;
  }

  // ---- taking

  /** DEBUG SET-SKIP-CHECKSUM-VALIDATION. */
  public void skipChecksums(boolean yes) {
    skipsChecksums = yes;
  }

  /** Whether version and checksum are right, as far as checksums are looked at. */
  public boolean isAcceptable(byte[] payload, int offset, int length) {
    return isIntact(payload, offset, length, skipsChecksums);
  }

  /** Whether version and checksum are right. */
  public static boolean isIntact(byte[] payload, int offset, int length) {
    return isIntact(payload, offset, length, false);
  }

  private static boolean isIntact(
      byte[] payload, int offset, int length, boolean whateverChecksum) {
    if (length < FOOTER_BYTES) {
      return false;
    }
    int at = offset + length - FOOTER_BYTES;
    int version = payload[at] & 0xff | (payload[at + 1] & 0xff) << 8;
    if (version > RdbType.MAX_VERSION) {
      return false;
    }
    long noted = 0;
    for (int i = 0; i < 8; i++) {
      noted |= (payload[at + 2 + i] & 0xffL) << (8 * i);
    }
    return whateverChecksum || noted == 0 || noted == Crc64.update(0, payload, offset, length - 8);
  }

  /** Takes the value of an intact payload. */
  public interface Taker {
    /** A string. */
    void string(byte[] value, int offset, int length);

    /** Anything else; the draft is the taker's. */
    void value(Draft draft);
  }

  /**
   * Reads the value of an intact payload. Nothing is taken unless all of it is sound.
   *
   * @param key the key the value will be put in at; must stay until then
   * @return false if it is not sound
   */
  public boolean read(
      byte[] payload,
      int offset,
      int length,
      byte[] key,
      int keyOffset,
      int keyLength,
      Taker taker) {
    RdbInput in = new RdbInput(Integer.MAX_VALUE, payload, offset, length - FOOTER_BYTES);
    try {
      if (!in.has(1)) {
        return false;
      }
      int type = in.next();
      if (type != RdbType.STRING) {
        return readValue(in, type, store.newDraft(key, keyOffset, keyLength), taker);
      }
      if (!in.string(text)) {
        return false;
      }
    } catch (RdbFormatException e) {
      return false;
    }
    taker.string(text.bytes, text.offset, text.length);
    return true;
  }

  private boolean readValue(RdbInput in, int type, Draft draft, Taker taker) {
    ValueCodec codec = codecs.reading(type);
    boolean sound = false;
    try {
      ValueLoad load = codec == null ? null : codec.load(type, draft, true);
      sound = load != null;
      while (load != null && sound && !load.isDone()) {
        sound = load.read(in);
      }
      sound &= draft.entry() != 0;
    } catch (RdbFormatException e) {
      sound = false;
    } finally {
      if (!sound) {
        draft.discard();
      }
    }
    if (sound) {
      taker.value(draft);
    }
    return sound;
  }
}
