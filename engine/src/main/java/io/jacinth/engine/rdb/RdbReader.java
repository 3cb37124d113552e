package io.jacinth.engine.rdb;

import io.jacinth.store.RopeBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an RDB image of versions 1 to 11 that arrives in pieces of any size.
 *
 * <p>Bytes are collected until one whole item (an opcode with its arguments, a string entry, a part
 * of a value of another type) is there; then it is handed on and dropped. An item that is not
 * complete is looked at again from its start when more has come: parsing up to the missing byte
 * costs a few length prefixes, and the buffer doubles, so no string is read twice. A string of more
 * than a megabyte goes into the store as it comes, and a collection of millions of elements never
 * stands in the buffer as a whole.
 *
 * <p>Nothing is believed: a length beyond the limit, a compressed string that cannot expand to what
 * it claims, a value of a type this node does not have, or a wrong checksum end the reading with a
 * reason. What the sink has been given until then is not to be used.
 */
public final class RdbReader {
  /** How a call of {@link #read} ended. */
  public enum Progress {
    /** The bytes fed so far are used up. */
    NEEDS_BYTES,
    /** The budget is used up; there may be more to read. */
    BUDGET_SPENT,
    /** The image is complete; {@link #unreadBytes} came after it. */
    DONE
  }

  private static final int MAGIC_BYTES = 9;
  private static final int FIRST_CHECKSUM_VERSION = 5;
  private static final int COMPACT_OVER_BYTES = 64 << 10;
  private static final int LONG_STRING_BYTES = 1 << 20;

  private final RdbSink sink;
  private final ValueCodecs codecs;
  private final int databases;
  private final RdbSink.Entry entry = new RdbSink.Entry();
  private final RdbInput in;
  private final RdbText key = new RdbText();
  private final RdbText value = new RdbText();
  private long crc;
  private int version;
  private boolean done;

  /** The value that is being read, part by part. */
  private @Nullable ValueLoad load;

  /** How much of a long string is still to come, and where it goes. */
  private int longBytesLeft;

  private @Nullable RopeBuilder rope;

  /**
   * @param maxStringBytes longest string to accept ({@code proto-max-bulk-len})
   * @param databases how many databases there are to load into
   */
  public RdbReader(RdbSink sink, ValueCodecs codecs, int maxStringBytes, int databases) {
    this.sink = sink;
    this.codecs = codecs;
    this.in = new RdbInput(maxStringBytes, new byte[16 << 10], 0, 0);
    this.databases = databases;
  }

  /** Bytes of the image read so far. */
  public long consumedBytes() {
    return in.consumedBytes;
  }

  /** Bytes fed and not read. */
  public int unreadBytes() {
    return in.end - in.start;
  }

  /** Adds bytes; they are copied. */
  public void feed(byte[] bytes, int offset, int length) {
    if (in.end + length > in.buffer.length) {
      makeRoom(length);
    }
    System.arraycopy(bytes, offset, in.buffer, in.end, length);
    in.end += length;
  }

  private void makeRoom(int length) {
    int kept = in.end - in.start;
    int size = in.buffer.length;
    if (kept + length > size) {
      size = Math.max(Math.addExact(kept, length), size > (1 << 29) ? size : size * 2);
    } else if (size > COMPACT_OVER_BYTES && kept + length < size / 4) {
      size = COMPACT_OVER_BYTES;
    }
    size = Math.max(size, kept + length);
    byte[] target = size == in.buffer.length ? in.buffer : new byte[size];
    System.arraycopy(in.buffer, in.start, target, 0, kept);
    in.buffer = target;
    in.start = 0;
    in.end = kept;
  }

  /** Gives up what is half read; to be called unless the image was read to its end. */
  public void close() {
    ValueLoad half = load;
    if (half != null) {
      load = null;
      half.discard();
    }
    RopeBuilder halfString = rope;
    if (halfString != null) {
      rope = null;
      halfString.abandon();
    }
  }

  /**
   * Reads whole items until the bytes or the budget are used up.
   *
   * @param budgetBytes about how much of the image to read in this call
   */
  public Progress read(int budgetBytes) throws RdbFormatException {
    long stopAt = in.consumedBytes + budgetBytes;
    while (!done) {
      if (in.consumedBytes >= stopAt) {
        return Progress.BUDGET_SPENT;
      }
      if (in.needed > in.end - in.start) {
        return Progress.NEEDS_BYTES;
      }
      in.needed = 0;
      in.at = in.start;
      boolean complete = next();
      if (!complete) {
        return Progress.NEEDS_BYTES;
      }
      if (!done && version >= FIRST_CHECKSUM_VERSION) {
        crc = Crc64.update(crc, in.buffer, in.start, in.at - in.start);
      }
      in.consumedBytes += in.at - in.start;
      in.start = in.at;
    }
    return Progress.DONE;
  }

  private boolean next() throws RdbFormatException {
    if (version == 0) {
      return magic();
    }
    if (longBytesLeft > 0) {
      return piece();
    }
    return load != null ? part(load) : item();
  }

  private boolean magic() throws RdbFormatException {
    if (!in.has(MAGIC_BYTES)) {
      return false;
    }
    String magic = new String(in.buffer, in.at, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
    if (!magic.startsWith("REDIS")) {
      throw in.bad("Wrong signature trying to load DB from file");
    }
    int number = 0;
    for (int i = 5; i < MAGIC_BYTES; i++) {
      int digit = magic.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw in.bad("Wrong signature trying to load DB from file");
      }
      number = number * 10 + digit;
    }
    if (number < 1 || number > RdbType.MAX_VERSION) {
      throw in.bad("Can't handle RDB format version " + number);
    }
    version = number;
    in.at += MAGIC_BYTES;
    return true;
  }

  /** Reads one item; false if it is not all there yet. */
  private boolean item() throws RdbFormatException {
    if (!in.has(1)) {
      return false;
    }
    int code = in.next();
    return switch (code) {
      case RdbType.OP_EXPIRETIME_MS -> expiry(8, 1);
      case RdbType.OP_EXPIRETIME -> expiry(4, 1000);
      case RdbType.OP_FREQ -> frequency();
      case RdbType.OP_IDLE -> idle();
      case RdbType.OP_SELECTDB -> selectDb();
      case RdbType.OP_RESIZEDB -> resizeDb();
      case RdbType.OP_SLOT_INFO -> slotInfo();
      case RdbType.OP_AUX -> aux();
      case RdbType.OP_FUNCTION2 -> function();
      case RdbType.OP_FUNCTION_PRE_GA -> throw in.bad("Pre-release function format not supported");
      case RdbType.OP_MODULE_AUX ->
          throw in.bad("The data holds a module's fields; there are no modules");
      case RdbType.OP_EOF -> endOfImage();
      default -> entry(code);
    };
  }

  private boolean expiry(int bytes, long unitMs) throws RdbFormatException {
    if (!in.has(bytes)) {
      return false;
    }
    entry.expireAtWallMs = in.little(bytes) * unitMs;
    if (entry.expireAtWallMs < 0) {
      throw in.bad("Negative expire time");
    }
    return true;
  }

  private boolean frequency() {
    if (!in.has(1)) {
      return false;
    }
    entry.frequency = in.next();
    return true;
  }

  private boolean idle() throws RdbFormatException {
    long seconds = in.length();
    if (seconds < 0) {
      return false;
    }
    entry.idleSeconds = seconds;
    return true;
  }

  /** Sizes of one slot's tables, a hint that newer servers write. */
  private boolean slotInfo() throws RdbFormatException {
    for (int i = 0; i < 3; i++) {
      if (in.length() < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean aux() throws RdbFormatException {
    if (!in.string(key) || !in.string(value)) {
      return false;
    }
    sink.aux(key.latin1(), value.latin1());
    return true;
  }

  private boolean function() throws RdbFormatException {
    if (!in.string(value)) {
      return false;
    }
    sink.function(value.copy());
    return true;
  }

  private boolean selectDb() throws RdbFormatException {
    long db = in.length();
    if (db < 0) {
      return false;
    }
    if (db >= databases) {
      throw in.bad("Database " + db + " does not exist here: there are " + databases);
    }
    sink.database((int) db);
    return true;
  }

  private boolean resizeDb() throws RdbFormatException {
    long keys = in.length();
    long expiring = keys < 0 ? -1 : in.length();
    if (expiring < 0) {
      return false;
    }
    sink.sizes(keys, expiring);
    return true;
  }

  private boolean entry(int type) throws RdbFormatException {
    if (!in.string(key)) {
      return false;
    }
    if (type != RdbType.STRING) {
      begin(type);
      return true;
    }
    int longBytes = in.longString(LONG_STRING_BYTES);
    if (longBytes > 0) {
      keepKey();
      rope = sink.beginLong(entry, longBytes);
      longBytesLeft = longBytes;
      return true;
    }
    if (!in.string(value)) {
      return false;
    }
    entry.keyBytes = key.bytes;
    entry.keyOffset = key.offset;
    entry.keyLength = key.length;
    entry.valueBytes = value.bytes;
    entry.valueOffset = value.offset;
    entry.valueLength = value.length;
    sink.string(entry);
    entry.forget();
    return true;
  }

  /** The value follows in parts; its key must last until the end of them. */
  private void begin(int type) throws RdbFormatException {
    ValueCodec codec = codecs.reading(type);
    if (codec == null) {
      throw in.bad(
          "Key '"
              + key.latin1()
              + "' holds a "
              + RdbType.name(type)
              + " (RDB type "
              + type
              + "), which this node cannot load");
    }
    keepKey();
    load = codec.load(type, sink.begin(entry), false);
  }

  private void keepKey() {
    entry.keyBytes = key.copy();
    entry.keyOffset = 0;
    entry.keyLength = key.length;
  }

  /** As much of a long string as there is. */
  private boolean piece() {
    if (!in.has(1)) {
      return false;
    }
    int length = Math.min(in.end - in.at, longBytesLeft);
    RopeBuilder to = rope;
    if (to != null) {
      to.append(in.buffer, in.at, length);
    }
    in.at += length;
    longBytesLeft -= length;
    if (longBytesLeft == 0) {
      rope = null;
      if (to != null) {
        sink.longString(entry, to);
      }
      entry.forget();
    }
    return true;
  }

  private boolean part(ValueLoad loading) throws RdbFormatException {
    try {
      if (!loading.read(in)) {
        return false;
      }
    } catch (RdbFormatException e) {
      close();
      throw e;
    }
    if (loading.isDone()) {
      load = null;
      if (loading.hasValue()) {
        sink.value(entry, loading.draft());
      } else {
        loading.discard(); // empty, or only checked
      }
      entry.forget();
    }
    return true;
  }

  private boolean endOfImage() throws RdbFormatException {
    if (version >= FIRST_CHECKSUM_VERSION) {
      if (!in.has(8)) {
        return false;
      }
      long expected = Crc64.update(crc, in.buffer, in.start, 1);
      long written = in.little(8);
      if (written != 0 && written != expected) {
        throw in.bad("Wrong RDB checksum: expected " + hex(expected) + " but got " + hex(written));
      }
    }
    done = true;
    return true;
  }

  private static String hex(long value) {
    return String.format(java.util.Locale.ROOT, "%016x", value);
  }
}
