package io.jacinth.engine.persist;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads an RDB image of versions 1 to 11 that arrives in pieces of any size.
 *
 * <p>Bytes are collected until one whole item (an opcode with its arguments, or an entry) is there;
 * then it is handed to the sink and dropped. An item that is not complete is looked at again from
 * its start when more has come: parsing up to the missing byte costs a few length prefixes, and the
 * buffer doubles, so even a string of 512 MB is not read twice.
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
  private static final int MAX_VERSION = 11;
  private static final int COMPACT_OVER_BYTES = 64 << 10;

  private final RdbSink sink;
  private final int maxStringBytes;
  private final int databases;
  private final RdbSink.Entry entry = new RdbSink.Entry();
  private byte[] buffer = new byte[16 << 10];
  private int start; // first byte of the current item
  private int at; // parsing position
  private int end;
  private int needed; // bytes the current item has at least
  private long consumedBytes;
  private long crc;
  private int version;
  private boolean done;

  /** A decoded string: plain bytes in {@link #buffer} or in an array of its own. */
  private static final class Text {
    byte[] bytes = new byte[0];
    int offset;
    int length;
    private byte[] own = new byte[32];

    byte[] own(int size) {
      if (own.length < size || own.length > (1 << 20) && size < own.length / 2) {
        own = new byte[size];
      }
      bytes = own;
      offset = 0;
      length = size;
      return own;
    }
  }

  private final Text key = new Text();
  private final Text value = new Text();

  /**
   * @param maxStringBytes longest string to accept ({@code proto-max-bulk-len})
   * @param databases how many databases there are to load into
   */
  public RdbReader(RdbSink sink, int maxStringBytes, int databases) {
    this.sink = sink;
    this.maxStringBytes = maxStringBytes;
    this.databases = databases;
  }

  /** Bytes of the image read so far. */
  public long consumedBytes() {
    return consumedBytes;
  }

  /** Bytes fed and not read. */
  public int unreadBytes() {
    return end - start;
  }

  /** Adds bytes; they are copied. */
  public void feed(byte[] bytes, int offset, int length) {
    if (end + length > buffer.length) {
      makeRoom(length);
    }
    System.arraycopy(bytes, offset, buffer, end, length);
    end += length;
  }

  private void makeRoom(int length) {
    int kept = end - start;
    int size = buffer.length;
    if (kept + length > size) {
      size = Math.max(Math.addExact(kept, length), size > (1 << 29) ? size : size * 2);
    } else if (size > COMPACT_OVER_BYTES && kept + length < size / 4) {
      size = COMPACT_OVER_BYTES;
    }
    size = Math.max(size, kept + length);
    byte[] target = size == buffer.length ? buffer : new byte[size];
    System.arraycopy(buffer, start, target, 0, kept);
    buffer = target;
    start = 0;
    end = kept;
  }

  /**
   * Reads whole items until the bytes or the budget are used up.
   *
   * @param budgetBytes about how much of the image to read in this call
   */
  public Progress read(int budgetBytes) throws RdbFormatException {
    long stopAt = consumedBytes + budgetBytes;
    while (!done) {
      if (consumedBytes >= stopAt) {
        return Progress.BUDGET_SPENT;
      }
      if (needed > end - start) {
        return Progress.NEEDS_BYTES;
      }
      needed = 0;
      at = start;
      boolean complete = version == 0 ? magic() : item();
      if (!complete) {
        return Progress.NEEDS_BYTES;
      }
      if (!done && version >= FIRST_CHECKSUM_VERSION) {
        crc = Crc64.update(crc, buffer, start, at - start);
      }
      consumedBytes += at - start;
      start = at;
    }
    return Progress.DONE;
  }

  private boolean magic() throws RdbFormatException {
    if (!has(MAGIC_BYTES)) {
      return false;
    }
    String magic = new String(buffer, at, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
    if (!magic.startsWith("REDIS")) {
      throw bad("Wrong signature trying to load DB from file");
    }
    int number = 0;
    for (int i = 5; i < MAGIC_BYTES; i++) {
      int digit = magic.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw bad("Wrong signature trying to load DB from file");
      }
      number = number * 10 + digit;
    }
    if (number < 1 || number > MAX_VERSION) {
      throw bad("Can't handle RDB format version " + number);
    }
    version = number;
    at += MAGIC_BYTES;
    return true;
  }

  /** Reads one item from {@link #start}; false if it is not all there yet. */
  private boolean item() throws RdbFormatException {
    if (!has(1)) {
      return false;
    }
    int code = buffer[at++] & 0xff;
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
      case RdbType.OP_FUNCTION_PRE_GA -> throw bad("Pre-release function format not supported");
      case RdbType.OP_MODULE_AUX ->
          throw bad("The data holds a module's fields; there are no modules");
      case RdbType.OP_EOF -> endOfImage();
      default -> entry(code);
    };
  }

  private boolean expiry(int bytes, long unitMs) throws RdbFormatException {
    if (!has(bytes)) {
      return false;
    }
    entry.expireAtWallMs = little(bytes) * unitMs;
    if (entry.expireAtWallMs < 0) {
      throw bad("Negative expire time");
    }
    return true;
  }

  private boolean frequency() {
    if (!has(1)) {
      return false;
    }
    entry.frequency = buffer[at++] & 0xff;
    return true;
  }

  private boolean idle() throws RdbFormatException {
    long seconds = length();
    if (seconds < 0) {
      return false;
    }
    entry.idleSeconds = seconds;
    return true;
  }

  /** Sizes of one slot's tables, a hint that newer servers write. */
  private boolean slotInfo() throws RdbFormatException {
    for (int i = 0; i < 3; i++) {
      if (length() < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean aux() throws RdbFormatException {
    if (!string(key) || !string(value)) {
      return false;
    }
    sink.aux(textOf(key), textOf(value));
    return true;
  }

  private boolean function() throws RdbFormatException {
    if (!string(value)) {
      return false;
    }
    sink.function(Arrays.copyOfRange(value.bytes, value.offset, value.offset + value.length));
    return true;
  }

  private boolean selectDb() throws RdbFormatException {
    long db = length();
    if (db < 0) {
      return false;
    }
    if (db >= databases) {
      throw bad("Database " + db + " does not exist here: there are " + databases);
    }
    sink.database((int) db);
    return true;
  }

  private boolean resizeDb() throws RdbFormatException {
    long keys = length();
    long expiring = keys < 0 ? -1 : length();
    if (expiring < 0) {
      return false;
    }
    sink.sizes(keys, expiring);
    return true;
  }

  private boolean entry(int type) throws RdbFormatException {
    if (!string(key)) {
      return false;
    }
    if (type != RdbType.STRING) {
      throw bad(
          "Key '"
              + textOf(key)
              + "' holds a "
              + RdbType.name(type)
              + " (RDB type "
              + type
              + "), which this node cannot load");
    }
    if (!string(value)) {
      return false;
    }
    entry.keyBytes = key.bytes;
    entry.keyOffset = key.offset;
    entry.keyLength = key.length;
    entry.valueBytes = value.bytes;
    entry.valueOffset = value.offset;
    entry.valueLength = value.length;
    sink.string(entry);
    entry.expireAtWallMs = RdbSink.Entry.NEVER;
    entry.idleSeconds = -1;
    entry.frequency = -1;
    return true;
  }

  private boolean endOfImage() throws RdbFormatException {
    if (version >= FIRST_CHECKSUM_VERSION) {
      if (!has(8)) {
        return false;
      }
      long expected = Crc64.update(crc, buffer, start, 1);
      long written = little(8);
      if (written != 0 && written != expected) {
        throw bad("Wrong RDB checksum: expected " + hex(expected) + " but got " + hex(written));
      }
    }
    done = true;
    return true;
  }

  private static String hex(long value) {
    return String.format(java.util.Locale.ROOT, "%016x", value);
  }

  /** Reads a string into {@code text}; false if it is not all there yet. */
  private boolean string(Text text) throws RdbFormatException {
    if (!has(1)) {
      return false;
    }
    int first = buffer[at] & 0xff;
    if (first >>> 6 != 3) {
      long length = length();
      if (length < 0) {
        return false;
      }
      checkLength(length);
      if (!has((int) length)) {
        return false;
      }
      text.bytes = buffer;
      text.offset = at;
      text.length = (int) length;
      at += (int) length;
      return true;
    }
    at++;
    int encoding = first & 0x3f;
    return switch (encoding) {
      case RdbType.ENC_INT8 -> integer(text, 1);
      case RdbType.ENC_INT16 -> integer(text, 2);
      case RdbType.ENC_INT32 -> integer(text, 4);
      case RdbType.ENC_LZF -> compressed(text);
      default -> throw bad("Unknown RDB string encoding type " + encoding);
    };
  }

  private boolean integer(Text text, int bytes) {
    if (!has(bytes)) {
      return false;
    }
    int shift = 64 - 8 * bytes;
    byte[] digits =
        Long.toString(little(bytes) << shift >> shift).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, text.own(digits.length), 0, digits.length);
    return true;
  }

  private boolean compressed(Text text) throws RdbFormatException {
    long compressedLength = length();
    long length = compressedLength < 0 ? -1 : length();
    if (length < 0) {
      return false;
    }
    checkLength(compressedLength);
    checkLength(length);
    if (length > compressedLength * Lzf.MAX_EXPANSION) {
      throw bad("Invalid LZF compressed string");
    }
    if (!has((int) compressedLength)) {
      return false;
    }
    byte[] own = text.own((int) length);
    if (!Lzf.decompress(buffer, at, (int) compressedLength, own, 0, (int) length)) {
      throw bad("Invalid LZF compressed string");
    }
    at += (int) compressedLength;
    return true;
  }

  private void checkLength(long length) throws RdbFormatException {
    if (length > maxStringBytes) {
      throw bad("String of " + length + " bytes is longer than the limit of " + maxStringBytes);
    }
  }

  /** A length; -1 if it is not all there yet. */
  private long length() throws RdbFormatException {
    if (!has(1)) {
      return -1;
    }
    int first = buffer[at++] & 0xff;
    switch (first >>> 6) {
      case 0:
        return first & 0x3f;
      case 1:
        return has(1) ? (first & 0x3f) << 8 | buffer[at++] & 0xff : -1;
      case 2:
        break;
      default:
        throw bad("A length was expected, not an encoded string");
    }
    if (first != 0x80 && first != 0x81) {
      throw bad("Unknown length encoding " + first);
    }
    int bytes = first == 0x80 ? 4 : 8;
    if (!has(bytes)) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | buffer[at++] & 0xff;
    }
    if (length < 0) {
      throw bad("Length out of range");
    }
    return length;
  }

  private long little(int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (buffer[at++] & 0xffL) << (8 * i);
    }
    return number;
  }

  /** Whether so many bytes are there; if not, remembers how many the item needs at least. */
  private boolean has(int bytes) {
    if (end - at >= bytes) {
      return true;
    }
    needed = at - start + bytes;
    return false;
  }

  private static String textOf(Text text) {
    return new String(text.bytes, text.offset, text.length, StandardCharsets.ISO_8859_1);
  }

  private RdbFormatException bad(String reason) {
    return new RdbFormatException(reason, consumedBytes + (at - start));
  }
}
