package io.jacinth.engine.rdb;

import io.jacinth.store.ListpackBytes;
import io.jacinth.store.Lzf;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of an RDB image or payload, and the ways in which numbers and strings stand in them.
 *
 * <p>The methods that read say whether what they were to read is all there. If not, whoever asked
 * gives up and asks again from the start of its item when there are more bytes. Nothing is
 * believed: what cannot be right throws.
 */
public final class RdbInput {
  private final int maxStringBytes;
  byte[] buffer;
  int at;
  int end;
  private long unsigned;

  /** First byte of the item that is being read. */
  int start;

  /** Bytes the item has at least, as far as is known. */
  int needed;

  /** Bytes before {@link #start} that are no longer here. */
  long consumedBytes;

  RdbInput(int maxStringBytes, byte[] buffer, int offset, int length) {
    this.maxStringBytes = maxStringBytes;
    this.buffer = buffer;
    at = offset;
    start = offset;
    end = offset + length;
  }

  /** Whether so many bytes are there. */
  public boolean has(int bytes) {
    if (end - at >= bytes) {
      return true;
    }
    needed = at - start + bytes;
    return false;
  }

  /** The next byte; {@link #has} said it is there. */
  public int next() {
    return buffer[at++] & 0xff;
  }

  /** A number of so many bytes, little-endian; {@link #has} said they are there. */
  public long little(int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (buffer[at++] & 0xffL) << (8 * i);
    }
    return number;
  }

  /** A length; -1 if it is not all there yet. */
  public long length() throws RdbFormatException {
    if (!has(1)) {
      return -1;
    }
    int first = next();
    switch (first >>> 6) {
      case 0:
        return first & 0x3f;
      case 1:
        return has(1) ? (first & 0x3f) << 8 | next() : -1;
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
      length = length << 8 | next();
    }
    if (length < 0) {
      throw bad("Length out of range");
    }
    return length;
  }

  /** Reads a number that has the form of a length; false if it is not all there yet. */
  public boolean unsignedLength() throws RdbFormatException {
    if (!has(1)) {
      return false;
    }
    if ((buffer[at] & 0xff) != 0x81) {
      unsigned = length();
      return unsigned >= 0;
    }
    if (!has(9)) {
      return false;
    }
    at++;
    unsigned = Long.reverseBytes(little(8));
    return true;
  }

  /** The number that {@link #unsignedLength} read, of 64 bits without a sign. */
  public long unsigned() {
    return unsigned;
  }

  /** Reads a string; false if it is not all there yet. */
  public boolean string(RdbText text) throws RdbFormatException {
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

  /**
   * Reads the length of a string that stands there as it is and has more than so many bytes; 0, and
   * nothing is read, if it is another one or not enough is there yet.
   */
  int longString(int overBytes) throws RdbFormatException {
    int from = at;
    if (has(1) && (buffer[at] & 0xff) >>> 6 != 3) {
      long length = length();
      if (length > overBytes) {
        checkLength(length);
        return (int) length;
      }
    }
    at = from;
    return 0;
  }

  /** Reads a string that must be a whole, sound listpack; false if it is not all there yet. */
  public boolean listpack(RdbText text) throws RdbFormatException {
    if (!string(text)) {
      return false;
    }
    if (!ListpackBytes.isValid(text.bytes, text.offset, text.length)) {
      throw bad("Listpack integrity check failed");
    }
    return true;
  }

  private boolean integer(RdbText text, int bytes) {
    if (!has(bytes)) {
      return false;
    }
    int shift = 64 - 8 * bytes;
    byte[] digits =
        Long.toString(little(bytes) << shift >> shift).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, text.own(digits.length), 0, digits.length);
    return true;
  }

  private boolean compressed(RdbText text) throws RdbFormatException {
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

  /** What to throw. */
  public RdbFormatException bad(String reason) {
    return new RdbFormatException(reason, consumedBytes + (at - start));
  }
}
