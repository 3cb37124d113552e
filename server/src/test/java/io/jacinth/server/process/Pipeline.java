package io.jacinth.server.process;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client that asks ahead: a thread writes commands, cut anywhere, another reads replies in
 * pieces and with pauses of its own, and compares every byte with what they must be.
 */
final class Pipeline implements AutoCloseable {
  private static final int PERIOD = 65_521;
  private static final byte[] PATTERN = pattern();
  private static final int KEYS = 5;
  private static final int LIST = 300;
  private static final int LIST_ELEMENT = 20_000;
  private static final int MOST_LENGTH = 100 << 20;
  private static final long MOST_OUTSTANDING = 150L << 20;
  private static final int REMEMBERED = 300;
  private static final int SILENCE_MS = 60_000;

  /** Some bytes of a reply: literal, or of the pattern from some place on. */
  private record Part(byte[] literal, int seed, long length) {}

  private static final byte[] NOTHING = {};
  private static final Part END = new Part(NOTHING, 0, 0);

  /** What a string must be: pieces of the pattern. One that is empty may exist or not. */
  private static final class Text {
    final List<Part> parts = new ArrayList<>();
    boolean exists;

    int length() {
      return (int) parts.stream().mapToLong(Part::length).sum();
    }

    Text copy(int from, int to) {
      Text copy = new Text();
      copy.exists = exists;
      long at = 0;
      for (Part part : parts) {
        long first = Math.max(from, at);
        long end = Math.min(to, at + part.length);
        if (first < end) {
          int seed = (int) ((part.seed + first - at) % PERIOD);
          copy.parts.add(new Part(NOTHING, seed, end - first));
        }
        at += part.length;
      }
      return copy;
    }

    void put(int at, int seed, int length) {
      Text before = copy(0, at);
      Text after = copy(Math.min(length(), at + length), length());
      exists = true;
      parts.clear();
      parts.addAll(before.parts);
      parts.add(new Part(NOTHING, seed, length));
      parts.addAll(after.parts);
    }
  }

  private final String name;
  private final SplittableRandom random;
  private final SplittableRandom readersRandom;
  private final Socket socket;
  private final OutputStream out;
  private final BlockingQueue<Part> expected = new LinkedBlockingQueue<>();
  private final AtomicLong outstanding = new AtomicLong();
  private final Text[] texts = new Text[KEYS];
  private final int[] list = new int[LIST];

  /** The last ones, to look at when a reply is wrong. */
  private final Deque<String> asked = new ArrayDeque<>();

  private long commands;
  private long received;

  Pipeline(int port, int number, long seed) throws IOException {
    name = "c" + number + ":";
    random = new SplittableRandom(seed + number);
    readersRandom = random.split();
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SILENCE_MS);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << (4 + random.nextInt(13)));
    for (int i = 0; i < KEYS; i++) {
      texts[i] = new Text();
    }
  }

  /** A text without a period of a power of two, so that no two pages of it are the same. */
  private static byte[] pattern() {
    byte[] bytes = new byte[2 * PERIOD + (1 << 16)];
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i < PERIOD ? (byte) random.nextInt(256) : bytes[i - PERIOD];
    }
    return bytes;
  }

  long commands() {
    return commands;
  }

  long received() {
    return received;
  }

  // Asking

  /** Writes commands until then; what must come back is in the queue before it is asked for. */
  void ask(long untilNanos) throws IOException, InterruptedException {
    fillList();
    while (System.nanoTime() < untilNanos) {
      int burst = 1 << random.nextInt(9);
      for (int i = 0; i < burst && System.nanoTime() < untilNanos; i++) {
        command();
        commands++;
        while (outstanding.get() > MOST_OUTSTANDING && System.nanoTime() < untilNanos) {
          out.flush();
          Await.pause(1);
        }
      }
      out.flush();
      if (random.nextInt(4) == 0) {
        Await.pause(random.nextInt(20));
      }
    }
    words("PING");
    expect("+PONG\r\n");
    out.flush();
    expected.add(END);
  }

  private void command() throws IOException {
    if (random.nextInt(9) < 5) {
      ask(random.nextInt(KEYS));
    } else {
      change(random.nextInt(KEYS));
    }
  }

  private void ask(int key) throws IOException {
    Text text = texts[key];
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        words("GET", name + key);
        expectValue(key);
      }
      case 2 -> {
        int from = text.length() / 3;
        words("GETRANGE", name + key, "" + from, "-1");
        expectBulk(text.copy(from, text.length()));
      }
      case 3 -> {
        String word = "p".repeat(1 + random.nextInt(100));
        text("PING " + word + "\r\n");
        expect("$" + word.length() + "\r\n" + word + "\r\n");
      }
      case 4 -> {
        words("MGET", name + 0, name + 1, name + "none", name + key);
        expect("*4\r\n");
        expectValue(0);
        expectValue(1);
        expect("$-1\r\n");
        expectValue(key);
      }
      case 5 -> range();
      case 6 -> {
        words("MULTI");
        words("GET", name + key);
        words("STRLEN", name + key);
        words("EXEC");
        expect("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n");
        expectValue(key);
        expect(":" + text.length() + "\r\n");
      }
      case 7 -> {
        words("CLIENT", "REPLY", "SKIP");
        words("GET", name + key);
      }
      default -> {
        words("NOSUCH");
        expect("-ERR unknown command 'NOSUCH', with args beginning with: \r\n");
      }
    }
  }

  private void change(int key) throws IOException {
    Text text = texts[key];
    switch (random.nextInt(9)) {
      case 0, 1 -> set(key);
      case 2 -> append(key);
      case 3, 4 -> overwrite(key);
      case 5 -> {
        int other = random.nextInt(KEYS);
        words("COPY", name + key, name + other, "REPLACE");
        if (other == key) {
          expect("-ERR source and destination objects are the same\r\n");
        } else {
          expect(text.exists ? ":1\r\n" : ":0\r\n");
          texts[other] = text.exists ? text.copy(0, text.length()) : texts[other];
        }
      }
      case 6 -> {
        words("GETDEL", name + key);
        expectValue(key);
        texts[key] = new Text();
      }
      case 7 -> {
        int index = random.nextInt(LIST);
        list[index] = random.nextInt(PERIOD);
        head("LSET", name + "list", "" + index);
        bulk(list[index], LIST_ELEMENT);
        expect("+OK\r\n");
      }
      default -> {
        words(random.nextBoolean() ? "DEL" : "UNLINK", name + key);
        expect(text.exists ? ":1\r\n" : ":0\r\n");
        texts[key] = new Text();
      }
    }
  }

  /** Sizes of all magnitudes; one in a few hundred is tens of megabytes. */
  private int size() {
    int magnitude = random.nextInt(200) == 0 ? 26 : random.nextInt(20);
    return random.nextInt((1 << magnitude) + 1);
  }

  private void set(int key) throws IOException {
    int seed = random.nextInt(PERIOD);
    int length = size();
    texts[key] = new Text();
    texts[key].put(0, seed, length);
    head("SET", name + key);
    bulk(seed, length);
    expect("+OK\r\n");
  }

  private void append(int key) throws IOException {
    int seed = random.nextInt(PERIOD);
    int length = Math.clamp(MOST_LENGTH - texts[key].length(), 0, size());
    texts[key].put(texts[key].length(), seed, length);
    head("APPEND", name + key);
    bulk(seed, length);
    expect(":" + texts[key].length() + "\r\n");
  }

  /** In the middle or over the end of what may be on its way to a reader. */
  private void overwrite(int key) throws IOException {
    int seed = random.nextInt(PERIOD);
    int at = random.nextInt(texts[key].length() + 1);
    int length = 1 + Math.clamp(MOST_LENGTH - at, 0, size());
    texts[key].put(at, seed, length);
    head("SETRANGE", name + key, "" + at);
    bulk(seed, length);
    expect(":" + texts[key].length() + "\r\n");
  }

  private void fillList() throws IOException {
    for (int i = 0; i < LIST; i++) {
      list[i] = i;
      head("RPUSH", name + "list");
      bulk(i, LIST_ELEMENT);
      expect(":" + (i + 1) + "\r\n");
    }
  }

  private void range() throws IOException {
    int from = random.nextInt(LIST);
    int count = random.nextInt(LIST - from);
    words("LRANGE", name + "list", "" + from, "" + (from + count));
    expect("*" + (count + 1) + "\r\n");
    for (int i = from; i <= from + count; i++) {
      expect("$" + LIST_ELEMENT + "\r\n");
      add(new Part(NOTHING, list[i], LIST_ELEMENT));
      expect("\r\n");
    }
  }

  private void words(String... words) throws IOException {
    command(words.length, words);
  }

  /** A command up to its last word, which a {@link #bulk} is to follow. */
  private void head(String... words) throws IOException {
    command(words.length + 1, words);
  }

  private void command(int count, String... words) throws IOException {
    synchronized (asked) {
      if (asked.size() == REMEMBERED) {
        asked.removeFirst();
      }
      asked.addLast(commands + ": " + String.join(" ", words));
    }
    List<String> all = new ArrayList<>();
    all.add("*" + count);
    for (String word : words) {
      all.add("$" + word.length());
      all.add(word);
    }
    text(String.join("\r\n", all) + "\r\n");
  }

  private void bulk(int seed, int length) throws IOException {
    text("$" + length + "\r\n");
    synchronized (asked) {
      asked.addLast(asked.removeLast() + " " + length + " bytes from " + seed);
    }
    for (int at = 0; at < length; at += 1 << 16) {
      out.write(PATTERN, (seed + at) % PERIOD, Math.min(1 << 16, length - at));
    }
    text("\r\n");
  }

  private void text(String text) throws IOException {
    out.write(text.getBytes(ascii()));
  }

  private static Charset ascii() {
    return StandardCharsets.US_ASCII;
  }

  private void expectValue(int key) {
    if (texts[key].exists) {
      expectBulk(texts[key]);
    } else {
      expect("$-1\r\n");
    }
  }

  private void expectBulk(Text text) {
    expect("$" + text.length() + "\r\n");
    text.parts.forEach(this::add);
    expect("\r\n");
  }

  private void expect(String text) {
    add(new Part(text.getBytes(ascii()), 0, text.length()));
  }

  private void add(Part part) {
    outstanding.addAndGet(part.length);
    expected.add(part);
  }

  // Reading

  /** Reads and compares until the last reply. */
  void read() throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[1 << (8 + readersRandom.nextInt(9))];
    for (Part part = next(); part != END; part = next()) {
      for (long done = 0; done < part.length; ) {
        int most = (int) Math.min(buffer.length, part.length - done);
        int count = in.read(buffer, 0, most);
        if (count < 0) {
          throw new EOFException("closed after " + received + " bytes");
        }
        compare(part, done, buffer, count);
        done += count;
        received += count;
        outstanding.addAndGet(-count);
        if (readersRandom.nextInt(500) == 0) {
          Await.pause(readersRandom.nextInt(30));
        }
      }
    }
  }

  private Part next() throws InterruptedException, EOFException {
    Part part = expected.poll(SILENCE_MS, TimeUnit.MILLISECONDS);
    if (part == null) {
      throw new EOFException("nothing more was asked");
    }
    return part;
  }

  private void compare(Part part, long done, byte[] buffer, int count) {
    byte[] all = part.literal.length > 0 ? part.literal : PATTERN;
    int from = (int) (part.literal.length > 0 ? done : (part.seed + done) % PERIOD);
    if (!Arrays.equals(buffer, 0, count, all, from, from + count)) {
      int bad = Arrays.mismatch(buffer, 0, count, all, from, from + count);
      int end = Math.min(count, bad + 16);
      throw new AssertionError(
          "%s byte %d of the replies, %d of %d of a part from %d of the pattern or of '%s': %s is %s"
                  .formatted(
                      name,
                      received + bad,
                      done + bad,
                      part.length,
                      part.seed,
                      new String(part.literal, ascii()),
                      HexFormat.of().formatHex(all, from + bad, from + end),
                      HexFormat.of().formatHex(buffer, bad, end))
              + whence(buffer, bad, end)
              + "; asked last: "
              + asked());
    }
  }

  /** Where else in the pattern these bytes are. */
  private static String whence(byte[] buffer, int from, int to) {
    for (int at = 0; to - from > 4 && at < PERIOD; at++) {
      if (Arrays.equals(PATTERN, at, at + to - from, buffer, from, to)) {
        return ", what the pattern has at " + at;
      }
    }
    return "";
  }

  private List<String> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
