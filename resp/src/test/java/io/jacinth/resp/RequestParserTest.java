package io.jacinth.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a command, what is an error, and that packets make no difference. */
class RequestParserTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A sink that keeps large words beside the buffer, as the store would. */
  private static final class Beside implements LargeBulk {
    private final byte[] kept;
    private final boolean waits;
    private int filled;
    boolean discarded;

    Beside(int length, boolean waits) {
      kept = new byte[length];
      this.waits = waits;
    }

    @Override
    public boolean waits() {
      return waits;
    }

    @Override
    public void copyTo(byte[] target, int at) {
      assertThat(filled).isEqualTo(kept.length);
      System.arraycopy(kept, 0, target, at, filled);
    }

    @Override
    public int length() {
      return kept.length;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      System.arraycopy(source, offset, kept, filled, length);
      filled += length;
    }

    @Override
    public byte[] toBytes() {
      assertThat(filled).isEqualTo(kept.length);
      return kept;
    }

    @Override
    public void discard() {
      assertThat(discarded).isFalse();
      discarded = true;
    }
  }

  /** Feeds a session in pieces; commands as text, and the error that ended it. */
  private static List<String> run(byte[] session, boolean limited, int... cuts) {
    BulkSink straight = (soFar, length) -> soFar.count() == 2 ? new Beside(length, false) : null;
    return run(session, limited, straight, cuts);
  }

  private static List<String> run(byte[] session, boolean limited, BulkSink sink, int... cuts) {
    QueryBuffer buffer = new QueryBuffer();
    RequestParser parser = new RequestParser();
    parser.unauthenticated(limited);
    parser.sink(sink);
    List<String> seen = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : session.length;
      buffer.append(session, from, to - from);
      from = to;
      RequestParser.Status status = parser.parse(buffer);
      while (status == RequestParser.Status.COMMAND) {
        seen.add(words(parser.argv()));
        parser.argv().releaseLarge();
        status = parser.parse(buffer);
      }
      if (status == RequestParser.Status.ERROR) {
        seen.add("! " + parser.error());
        return seen;
      }
    }
    return seen;
  }

  private static String words(Argv argv) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < argv.count(); i++) {
      byte[] word = argv.bytes(i);
      text.append('[');
      text.append(
          word.length > 100
              ? word.length + "#" + java.util.Arrays.hashCode(word)
              : new String(word, StandardCharsets.ISO_8859_1));
      text.append(']');
    }
    return text.toString();
  }

  static List<String> sessions() {
    return List.of(
        "*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\na\r\nb\n\r\n",
        "PING\r\nset k \"a b\\x41\\n\" 'c\\'d'\n\r\n\nget k\r\n",
        "*0\r\n*-1\r\n*2\r\n$3\r\nGET\r\n$0\r\n\r\nPING\r\n",
        "*2\r\n$3\r\nGET\r\n:3\r\nabc\r\n",
        "*1\r\nxPING\r\n",
        "*abc\r\nPING\r\n",
        "*2147483648\r\n",
        "*1\r\n$-1\r\n",
        "*1\r\n$abc\r\n",
        "*1\r\n$536870913\r\n",
        "set k \"unbalanced\r\n",
        "set k 'a'b\r\n",
        "PING\r\n*1\r\n$4\r\nPING\r\nECHO \"\"\r\n*1\r\n$1\r\n*\r\n");
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void everySplitGivesTheSameCommands(String text) {
    byte[] session = bytes(text);
    List<String> whole = run(session, false);
    for (int first = 1; first < session.length; first++) {
      assertThat(run(session, false, first)).as("cut at %d", first).isEqualTo(whole);
      for (int second = first + 1; second < session.length; second++) {
        assertThat(run(session, false, first, second)).isEqualTo(whole);
      }
    }
    int[] everywhere = new int[session.length - 1];
    for (int i = 0; i < everywhere.length; i++) {
      everywhere[i] = i + 1;
    }
    assertThat(run(session, false, everywhere)).isEqualTo(whole);
  }

  @Test
  void commandsAndErrorsAreRedis() {
    assertThat(run(bytes(sessions().get(0)), false))
        .containsExactly("[PING]", "[SET][k][a\r\nb\n]");
    assertThat(run(bytes(sessions().get(1)), false))
        .containsExactly("[PING]", "[set][k][a bA\n][c'd]", "[get][k]");
    assertThat(run(bytes(sessions().get(2)), false)).containsExactly("[GET][]", "[PING]");
    assertThat(run(bytes(sessions().get(3)), false))
        .containsExactly("! ERR Protocol error: expected '$', got ':'");
    assertThat(run(bytes(sessions().get(5)), false))
        .containsExactly("! ERR Protocol error: invalid multibulk length");
    assertThat(run(bytes(sessions().get(6)), false))
        .containsExactly("! ERR Protocol error: invalid multibulk length");
    assertThat(run(bytes(sessions().get(7)), false))
        .containsExactly("! ERR Protocol error: invalid bulk length");
    assertThat(run(bytes(sessions().get(9)), false))
        .containsExactly("! ERR Protocol error: invalid bulk length");
    assertThat(run(bytes(sessions().get(10)), false))
        .containsExactly("! ERR Protocol error: unbalanced quotes in request");
  }

  @Test
  void strangersHaveSmallLimits() {
    assertThat(run(bytes("*11\r\n"), true))
        .containsExactly("! ERR Protocol error: unauthenticated multibulk length");
    assertThat(run(bytes("*10\r\n"), true)).isEmpty();
    assertThat(run(bytes("*1\r\n$16385\r\n"), true))
        .containsExactly("! ERR Protocol error: unauthenticated bulk length");
    assertThat(run(bytes("*1\r\n$16384\r\n"), true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "*1\r\n$"})
  void aLineWithoutEndIsAnError(String start) {
    String text = start + "1".repeat(RequestParser.MAX_LINE_BYTES + 10);
    List<String> whole = run(bytes(text), false);
    assertThat(whole).hasSize(1).first().asString().contains("Protocol error: too big ");
    int[] cuts = {100, 60_000, text.length() - 12, text.length() - 3};
    assertThat(run(bytes(text), false, cuts)).isEqualTo(whole);
    String ended = start + "1".repeat(RequestParser.MAX_LINE_BYTES + 10) + "\r\n";
    assertThat(run(bytes(ended), false)).isEqualTo(whole);
  }

  @Test
  void largeWordsGoPastTheBuffer() {
    Random random = new Random(11);
    byte[] value = new byte[100_000];
    random.nextBytes(value);
    String text =
        "*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n"
            + new String(value, StandardCharsets.ISO_8859_1)
            + "\r\n$2\r\nEX\r\n$2\r\n10\r\n*1\r\n$4\r\nPING\r\n";
    byte[] session = bytes(text);
    List<String> whole = run(session, false);
    assertThat(whole)
        .containsExactly(
            "[SET][k][100000#" + java.util.Arrays.hashCode(value) + "][EX][10]", "[PING]");
    for (int round = 0; round < 300; round++) {
      int[] cuts = random.ints(random.nextInt(1, 20), 1, session.length).sorted().toArray();
      assertThat(run(session, false, cuts)).isEqualTo(whole);
    }
  }

  @Test
  void aFormFeedSeparatesWordsOnlyBesideASpace() {
    assertThat(run(bytes("echo \f a\fb\013 \013\"c\"\fd\r\n"), false))
        .containsExactly("[echo][a\fb\013][c][d]");
  }

  /** Any words of a command may wait, beside one that stays where it is. */
  @Test
  void wordsThatHaveWaitedStandInTheirPlaces() {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder();
    for (int command = 0; command < 12; command++) {
      int count = 1 + random.nextInt(9);
      text.append('*').append(count).append("\r\n");
      for (int i = 0; i < count; i++) {
        int length = random.nextInt(3) == 0 ? 30_000 + random.nextInt(60_000) : random.nextInt(9);
        text.append('$').append(length).append("\r\n");
        random.ints(length, 'a', 'z' + 1).forEach(c -> text.append((char) c));
        text.append("\r\n");
      }
    }
    byte[] session = bytes(text.toString());
    List<String> plain = run(session, false, (soFar, length) -> null);
    List<Beside> all = new ArrayList<>();
    BulkSink sink =
        (soFar, length) -> {
          Beside bulk = new Beside(length, soFar.count() != 2);
          all.add(bulk);
          return random.nextInt(5) == 0 ? null : bulk;
        };
    for (int round = 0; round < 100; round++) {
      int[] cuts = random.ints(random.nextInt(1, 60), 1, session.length).sorted().toArray();
      assertThat(run(session, false, sink, cuts)).isEqualTo(plain);
    }
    assertThat(all).allMatch(bulk -> bulk.discarded == (bulk.filled > 0)).hasSizeGreaterThan(500);
  }

  @Test
  void whoLeavesLeavesNoWaitingWords() {
    List<Beside> all = new ArrayList<>();
    QueryBuffer buffer = new QueryBuffer();
    RequestParser parser = new RequestParser();
    parser.sink((soFar, length) -> {
      all.add(new Beside(length, true));
      return all.getLast();
    });
    byte[] word = bytes("$40000\r\n" + "x".repeat(40_000) + "\r\n");
    byte[] name = bytes("*4\r\n$4\r\nMSET\r\n");
    buffer.append(name, 0, name.length);
    buffer.append(word, 0, word.length);
    buffer.append(word, 0, word.length);
    buffer.append(word, 0, word.length - 3);
    assertThat(parser.parse(buffer)).isEqualTo(RequestParser.Status.MORE);
    assertThat(parser.heldBytes()).isEqualTo(120_000);
    assertThat(parser.arrivedBytes()).isEqualTo(119_999);
    parser.abandon();
    assertThat(parser.heldBytes()).isZero();
    assertThat(all).hasSize(3).allMatch(bulk -> bulk.discarded);
  }

  @Test
  void largeWordsDoNotFillTheBuffer() {
    QueryBuffer buffer = new QueryBuffer();
    RequestParser parser = new RequestParser();
    parser.sink((soFar, length) -> new Beside(length, false));
    byte[] head = bytes("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$50000000\r\n");
    buffer.append(head, 0, head.length);
    byte[] part = new byte[16_000];
    for (int sent = 0; sent < 50_000_000; sent += part.length) {
      parser.parse(buffer);
      buffer.append(part, 0, part.length);
    }
    assertThat(buffer.capacity()).isLessThan(100_000);
    parser.abandon();
  }

  /** Bytes that are nearly a session: no exception, no endless loop, no difference by packets. */
  @Test
  void mutatedSessionsDoNotDependOnPackets() {
    long seed = Long.getLong("jacinth.seed", 20_260_101L);
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] session = bytes(sessions().get(random.nextInt(sessions().size())));
      for (int change = random.nextInt(4); change >= 0; change--) {
        session[random.nextInt(session.length)] =
            random.nextBoolean()
                ? (byte) "*$\r\n0123456789-\"' \\x".charAt(random.nextInt(20))
                : (byte) random.nextInt(256);
      }
      boolean limited = random.nextInt(4) == 0;
      List<String> whole = run(session, limited);
      int[] cuts = random.ints(random.nextInt(1, 6), 1, session.length).sorted().toArray();
      assertThat(run(session, limited, cuts)).as("seed %d round %d", seed, round).isEqualTo(whole);
    }
  }

  @Test
  void thePeakOfAQueryBufferIsWhatWasUnparsedAtOnce() {
    QueryBuffer query = new QueryBuffer();
    query.append(new byte[100], 0, 100);
    query.consume(60);
    query.append(new byte[30], 0, 30);
    assertThat(query.takePeak()).isEqualTo(100);
    assertThat(query.takePeak()).isEqualTo(70);
    query.consume(70);
    assertThat(query.takePeak()).isEqualTo(70);
    assertThat(query.takePeak()).isZero();
  }
}
