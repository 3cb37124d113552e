package io.jacinth.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of one command: offsets over one {@code byte[]}, wherever the bytes came from (a
 * socket, a queued transaction, the replication stream).
 *
 * <p>An Argv is a window, not a copy: it is valid until the handler that was given it returns. Who
 * wants to keep words calls {@link #copyRange}, {@link #bytes(int)} or {@link #retain}.
 *
 * <p>Number readers report failure by their boolean result and leave the value in {@link
 * #longValue} or {@link #doubleValue}, so that reading a number allocates nothing.
 */
public final class Argv {
  private static final int INITIAL_WORDS = 16;

  private byte[] buffer;
  private int base;
  private int[] offsets = new int[INITIAL_WORDS];
  private int[] lengths = new int[INITIAL_WORDS];
  private int count;
  private @Nullable LargeBulk largeBulk;
  private int largeIndex = -1;
  private long longValue;
  private double doubleValue;
  private long keyHash;
  private int keyHashIndex = -1;

  public Argv() {
    buffer = new byte[0];
  }

  /** Words of their own bytes, for tests, scripts and stored commands. */
  public static Argv of(byte[]... words) {
    int total = 0;
    for (byte[] word : words) {
      total += word.length;
    }
    byte[] bytes = new byte[total];
    Argv argv = new Argv();
    argv.reset(bytes, 0);
    int at = 0;
    for (byte[] word : words) {
      System.arraycopy(word, 0, bytes, at, word.length);
      argv.add(at, word.length);
      at += word.length;
    }
    return argv;
  }

  /** Words given as text, written as UTF-8. */
  public static Argv of(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    return of(bytes);
  }

  /** Forgets the words and looks at {@code bytes} from now on; offsets count from {@code base}. */
  public void reset(byte[] bytes, int newBase) {
    buffer = bytes;
    base = newBase;
    count = 0;
    largeBulk = null;
    largeIndex = -1;
    keyHashIndex = -1;
  }

  /** The buffer was moved or replaced while words were still being added. */
  void rebase(byte[] bytes, int newBase) {
    buffer = bytes;
    base = newBase;
  }

  /** Appends a word. */
  public void add(int offsetFromBase, int length) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    offsets[count] = offsetFromBase;
    lengths[count++] = length;
  }

  /** Appends a word whose bytes were read somewhere else. At most one per command. */
  void addLarge(LargeBulk bulk, int offsetFromBase) {
    largeBulk = bulk;
    largeIndex = count;
    add(offsetFromBase, 0);
  }

  /**
   * Puts words that have waited elsewhere among the others, and all of them into {@code room}.
   *
   * @param places which words they are, rising; their lengths here are 0 so far
   */
  void gather(byte[] room, int[] places, List<LargeBulk> waited) {
    int to = 0;
    int next = 0;
    for (int i = 0; i < count; i++) {
      if (next < waited.size() && places[next] == i) {
        LargeBulk bulk = waited.get(next++);
        bulk.copyTo(room, to);
        lengths[i] = bulk.length();
      } else {
        System.arraycopy(buffer, base + offsets[i], room, to, lengths[i]);
      }
      offsets[i] = to;
      to += lengths[i];
    }
    rebase(room, 0);
  }

  public int count() {
    return count;
  }

  /** The array all words lie in, except a {@link #large} one. */
  public byte[] array() {
    return buffer;
  }

  /** Where word {@code i} starts in {@link #array}. */
  public int offset(int i) {
    return base + offsets[i];
  }

  /** Length of word {@code i} in bytes, also of a large one. */
  public int length(int i) {
    return i == largeIndex && largeBulk != null ? largeBulk.length() : lengths[i];
  }

  /** Whether one of the words was read past the buffer. */
  boolean hasLarge() {
    return largeIndex >= 0;
  }

  /** The word if it was read past the buffer, or null: then its bytes are in {@link #array}. */
  public @Nullable LargeBulk large(int i) {
    return i == largeIndex ? largeBulk : null;
  }

  /** Takes the large word's ownership from the Argv; nobody else releases it afterwards. */
  public @Nullable LargeBulk takeLarge(int i) {
    LargeBulk bulk = large(i);
    if (bulk != null) {
      largeBulk = null;
    }
    return bulk;
  }

  /** Gives a large word back that no handler took. Called by the engine after every command. */
  public void releaseLarge() {
    if (largeBulk != null) {
      largeBulk.discard();
      largeBulk = null;
    }
  }

  /** Bytes of all words, and of what it takes to know where they are. */
  public long totalBytes() {
    long total = 8L * count;
    for (int i = 0; i < count; i++) {
      total += lengths[i];
    }
    return largeBulk == null ? total : total + largeBulk.length();
  }

  /** Bytes of the places where words are. */
  public long indexBytes() {
    return 8L * offsets.length;
  }

  /** A copy of word {@code i}. */
  public byte[] bytes(int i) {
    LargeBulk bulk = large(i);
    if (bulk != null) {
      return bulk.toBytes();
    }
    int from = offset(i);
    return Arrays.copyOfRange(buffer, from, from + lengths[i]);
  }

  /** Copies of the words {@code from} to {@code to - 1}. */
  public byte[][] copyRange(int from, int to) {
    byte[][] words = new byte[to - from][];
    for (int i = from; i < to; i++) {
      words[i - from] = bytes(i);
    }
    return words;
  }

  /** An Argv of its own bytes that stays valid. */
  public Argv retain() {
    return of(copyRange(0, count));
  }

  /** Word {@code i} as text, one char per byte: loses nothing and never fails. */
  public String latin1(int i) {
    return new String(buffer, offset(i), lengths[i], StandardCharsets.ISO_8859_1);
  }

  /** Word {@code i} as UTF-8 text. */
  public String utf8(int i) {
    return new String(buffer, offset(i), lengths[i], StandardCharsets.UTF_8);
  }

  /** Whether word {@code i} is {@code text} (ASCII) without regard to case. */
  public boolean is(int i, String text) {
    int length = lengths[i];
    if (length != text.length() || i == largeIndex) {
      return false;
    }
    int at = offset(i);
    for (int k = 0; k < length; k++) {
      if (lower(buffer[at + k]) != lower((byte) text.charAt(k))) {
        return false;
      }
    }
    return true;
  }

  /** Whether word {@code i} is exactly these bytes. */
  public boolean isExactly(int i, byte[] bytes) {
    int from = offset(i);
    return i != largeIndex
        && Arrays.equals(buffer, from, from + lengths[i], bytes, 0, bytes.length);
  }

  /** Whether two words are the same bytes. */
  public boolean same(int i, int j) {
    int a = offset(i);
    int b = offset(j);
    return i != largeIndex
        && j != largeIndex
        && Arrays.equals(buffer, a, a + lengths[i], buffer, b, b + lengths[j]);
  }

  /**
   * Reads a signed 64-bit integer with Redis's strictness: no sign but a minus, no space, no
   * leading zero, no {@code -0}.
   */
  public boolean readLong(int i) {
    if (i == largeIndex || !Numbers.isLong(buffer, offset(i), lengths[i])) {
      return false;
    }
    longValue = Numbers.longOf(buffer, offset(i), lengths[i]);
    return true;
  }

  /** The result of the last {@link #readLong} that returned true. */
  public long longValue() {
    return longValue;
  }

  /** Reads a double as {@code strtod} would the whole word; refuses NaN, blanks and overflow. */
  public boolean readDouble(int i) {
    if (i == largeIndex) {
      return false;
    }
    double value = Numbers.doubleOf(buffer, offset(i), lengths[i]);
    doubleValue = value;
    return !Double.isNaN(value);
  }

  /** The result of the last {@link #readDouble} that returned true. */
  public double doubleValue() {
    return doubleValue;
  }

  /** Keeps the store's hash of word {@code i}, so that it is computed once per command. */
  public void keepKeyHash(int i, long hash) {
    keyHashIndex = i;
    keyHash = hash;
  }

  /** Whether {@link #keyHash} belongs to word {@code i}. */
  public boolean hasKeyHash(int i) {
    return keyHashIndex == i;
  }

  public long keyHash() {
    return keyHash;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(i == largeIndex ? "<large>" : latin1(i));
    }
    return text.toString();
  }
}
