package io.jacinth.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PipelineScoutTest {
  private static byte[] request(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static QueryBuffer buffer(byte[]... parts) {
    QueryBuffer buffer = new QueryBuffer();
    for (byte[] part : parts) {
      buffer.append(part, 0, part.length);
    }
    return buffer;
  }

  private static List<String> keys(QueryBuffer buffer) {
    PipelineScout scout = new PipelineScout();
    scout.start(buffer);
    List<String> keys = new ArrayList<>();
    while (scout.next()) {
      keys.add(
          new String(
              buffer.array(), scout.keyOffset(), scout.keyLength(), StandardCharsets.ISO_8859_1));
    }
    return keys;
  }

  @Test
  void findsTheSecondWordOfEveryCommand() {
    QueryBuffer buffer =
        buffer(
            request("GET", "a"),
            request("PING"),
            request("SET", "bb", "a value\r\n*2\r\n$3\r\nGET\r\n"),
            request("SET", "", "x", "EX", "10"),
            request("GET", "last"));
    assertThat(keys(buffer)).containsExactly("a", "bb", "", "last");
    assertThat(buffer.readable()).isPositive();
  }

  @Test
  void findsTheThirdAndTheLastWord() {
    QueryBuffer buffer =
        buffer(
            request("GET", "a"),
            request("SADD", "s", "member"),
            request("ZADD", "z", "1", "name"),
            Arrays.copyOf(request("HSET", "h", "field", "value"), 40));
    PipelineScout scout = new PipelineScout();
    scout.start(buffer);
    List<String> words = new ArrayList<>();
    while (scout.next()) {
      words.add(
          word(buffer, scout.thirdOffset(), scout.thirdLength())
              + ' '
              + word(buffer, scout.lastOffset(), scout.lastLength()));
    }
    assertThat(words).containsExactly("- -", "member member", "1 name", "- -");
  }

  private static String word(QueryBuffer buffer, int offset, int length) {
    return length < 0
        ? "-"
        : new String(buffer.array(), offset, length, StandardCharsets.ISO_8859_1);
  }

  @Test
  void takesAKeyWhoseCommandIsNotCompleteAndStopsThere() {
    byte[] whole = request("SET", "key", "value");
    for (int length = 0; length < whole.length; length++) {
      List<String> keys = keys(buffer(request("GET", "a"), Arrays.copyOf(whole, length)));
      boolean keyIsThere = length >= "*3\r\n$3\r\nSET\r\n$3\r\nkey".length();
      assertThat(keys).as("%d bytes", length).hasSize(keyIsThere ? 2 : 1);
    }
  }

  @Test
  void endsAtWhatIsNoPlainCommand() {
    byte[] good = request("GET", "b");
    for (String odd : new String[] {"GET inline\r\n", "*-1\r\n", "*2\r\n:1\r\n", "*999\r\n$1"}) {
      byte[] strange = odd.getBytes(StandardCharsets.ISO_8859_1);
      assertThat(keys(buffer(request("GET", "a"), strange, good))).as(odd).containsExactly("a");
    }
  }

  @Test
  void anyBytesAreLookedAtWithoutHarm() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] alphabet = "*$0123456789\r\nG".getBytes(StandardCharsets.ISO_8859_1);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Arrays.copyOf(request("SET", "key", "v"), 60);
      for (int changes = random.nextInt(6); changes > 0; changes--) {
        bytes[random.nextInt(60)] = alphabet[random.nextInt(alphabet.length)];
      }
      QueryBuffer buffer = buffer(Arrays.copyOf(bytes, random.nextInt(61)));
      for (String key : keys(buffer)) {
        assertThat(key.length()).isLessThanOrEqualTo(buffer.readable());
      }
    }
  }
}
