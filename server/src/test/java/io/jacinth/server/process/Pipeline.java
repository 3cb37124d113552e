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
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final long MOST_OUTSTANDING = 150L << 20;
  private static final int SILENCE_MS = 60_000;

  /** Some bytes of a reply: literal, or of the pattern from some place on. */
  private record Part(byte[] literal, int seed, long length) {}

  private static final Part END = new Part(new byte[0], 0, 0);

  private final String name;
  private final SplittableRandom random;
  private final Socket socket;
  private final OutputStream out;
  private final BlockingQueue<Part> expected = new LinkedBlockingQueue<>();
  private final AtomicLong outstanding = new AtomicLong();
  private final int[] seeds = new int[KEYS];
  private final int[] lengths = new int[KEYS];
  private long commands;
  private long received;

  Pipeline(int port, int number, long seed) throws IOException {
    name = "c" + number + ":";
    random = new SplittableRandom(seed + number);
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SILENCE_MS);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << (4 + random.nextInt(13)));
    Arrays.fill(lengths, -1);
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
      for (int i = 0; i < burst; i++) {
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
    int key = random.nextInt(KEYS);
    switch (random.nextInt(12)) {
      case 0, 1 -> set(key);
      case 2, 3 -> get(key);
      case 4 -> {
        int from = Math.max(0, lengths[key]) / 3;
        words("GETRANGE", name + key, "" + from, "-1");
        expectBulk(seeds[key] + from, Math.max(0, lengths[key]) - from);
      }
      case 5 -> {
        String word = "p".repeat(1 + random.nextInt(100));
        text("PING " + word + "\r\n");
        expect("$" + word.length() + "\r\n" + word + "\r\n");
      }
      case 6 -> {
        words("MGET", name + 0, name + 1, name + "none", name + key);
        expect("*4\r\n");
        expectValue(0);
        expectValue(1);
        expect("$-1\r\n");
        expectValue(key);
      }
      case 7 -> range();
      case 8 -> {
        words("MULTI");
        words("GET", name + key);
        words("STRLEN", name + key);
        words("EXEC");
        expect("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n");
        expectValue(key);
        expect(":" + Math.max(0, lengths[key]) + "\r\n");
      }
      case 9 -> {
        words("CLIENT", "REPLY", "SKIP");
        words("GET", name + key);
      }
      case 10 -> {
        words("NOSUCH");
        expect("-ERR unknown command 'NOSUCH', with args beginning with: \r\n");
      }
      default -> {
        words("DEL", name + key);
        expect(lengths[key] < 0 ? ":0\r\n" : ":1\r\n");
        lengths[key] = -1;
      }
    }
  }

  private void get(int key) throws IOException {
    words("GET", name + key);
    expectValue(key);
  }

  /** Sizes of all magnitudes; one in a few hundred is tens of megabytes. */
  private void set(int key) throws IOException {
    int magnitude = random.nextInt(200) == 0 ? 26 : random.nextInt(20);
    int length = random.nextInt((1 << magnitude) + 1);
    seeds[key] = random.nextInt(PERIOD);
    lengths[key] = length;
    expect("+OK\r\n");
    text("*3\r\n$3\r\nSET\r\n$" + (name + key).length() + "\r\n" + name + key + "\r\n");
    text("$" + length + "\r\n");
    for (int at = 0; at < length; at += 1 << 16) {
      out.write(PATTERN, (seeds[key] + at) % PERIOD, Math.min(1 << 16, length - at));
    }
    text("\r\n");
  }

  private void fillList() throws IOException {
    for (int i = 0; i < LIST; i++) {
      expect(":" + (i + 1) + "\r\n");
      text("*3\r\n$5\r\nRPUSH\r\n$" + (name + "list").length() + "\r\n" + name + "list\r\n");
      text("$" + LIST_ELEMENT + "\r\n");
      out.write(PATTERN, i, LIST_ELEMENT);
      text("\r\n");
    }
  }

  private void range() throws IOException {
    int from = random.nextInt(LIST);
    int count = random.nextInt(LIST - from);
    words("LRANGE", name + "list", "" + from, "" + (from + count));
    expect("*" + (count + 1) + "\r\n");
    for (int i = from; i <= from + count; i++) {
      expectBulk(i, LIST_ELEMENT);
    }
  }

  private void words(String... words) throws IOException {
    List<String> all = new ArrayList<>();
    all.add("*" + words.length);
    for (String word : words) {
      all.add("$" + word.length());
      all.add(word);
    }
    text(String.join("\r\n", all) + "\r\n");
  }

  private void text(String text) throws IOException {
    out.write(text.getBytes(ascii()));
  }

  private static Charset ascii() {
    return StandardCharsets.US_ASCII;
  }

  private void expectValue(int key) {
    if (lengths[key] < 0) {
      expect("$-1\r\n");
    } else {
      expectBulk(seeds[key], lengths[key]);
    }
  }

  private void expectBulk(int seed, int length) {
    expect("$" + length + "\r\n");
    add(new Part(new byte[0], seed, length));
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
    SplittableRandom own = random.split();
    byte[] buffer = new byte[1 << (8 + own.nextInt(9))];
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
        if (own.nextInt(500) == 0) {
          Await.pause(own.nextInt(30));
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
      throw new AssertionError(
          "%s: byte %d of the replies or one of the next %d; wanted '%s'"
              .formatted(name, received, count, new String(part.literal, ascii())));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
