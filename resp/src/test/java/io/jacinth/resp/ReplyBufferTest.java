package io.jacinth.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplyBufferTest {
  private final ReplyBuffer reply = new ReplyBuffer(new SpareArrays(), null);

  private String sent() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    reply.writeTo(out::write, Long.MAX_VALUE);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private void everything() {
    reply.nullValue();
    reply.nullArray();
    reply.bool(true);
    reply.map(1);
    reply.bulk("k");
    reply.doubleValue(1.5);
    reply.set(1);
    reply.bigNumber("123");
    reply.push(1);
    reply.verbatim("txt", new byte[] {'x'});
  }

  @Test
  void oneMeaningTwoProtocols() {
    everything();
    assertThat(sent().replace("\r\n", " "))
        .isEqualTo("$-1 *-1 :1 *2 $1 k $3 1.5 *1 $3 123 *1 $1 x ");
    reply.protocol(3);
    everything();
    assertThat(sent().replace("\r\n", " ")).isEqualTo("_ _ #t %1 $1 k ,1.5 ~1 (123 >1 =5 txt:x ");
  }

  @Test
  void anArrayThatIsNotNeededAnyMoreShrinksToTheLongestReply() {
    reply.bulk("x".repeat(9000));
    assertThat(reply.shrinkToPeak()).isFalse(); // it is not empty
    sent();
    int grown = reply.capacity();
    assertThat(grown).isGreaterThan(9000);
    assertThat(reply.peak()).isEqualTo(9000 + 9);
    assertThat(reply.shrinkToPeak()).isFalse(); // it was needed
    reply.resetPeak();
    reply.bulk("x".repeat(2000));
    sent();
    assertThat(reply.shrinkToPeak()).isTrue();
    assertThat(reply.capacity()).isEqualTo(2000 + 9 + 1);
    reply.bulk("y".repeat(5000));
    assertThat(sent()).isEqualTo("$5000\r\n" + "y".repeat(5000) + "\r\n");
    reply.resetPeak();
    assertThat(reply.shrinkToPeak()).isTrue();
    assertThat(reply.shrinkToPeak()).isFalse();
    assertThat(reply.capacity()).isEqualTo(1024);
    reply.ok();
    assertThat(sent()).isEqualTo("+OK\r\n");
  }

  @Test
  void theBufferEveryClientHasTakesWhatComesBeforeADeferredLength() {
    assertThat(reply.ownedBytes(100)).isEqualTo(100);
    reply.ok();
    long mark = reply.beginDeferred();
    reply.integer(1);
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, 1);
    mark = reply.beginDeferred();
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, 0);
    assertThat(reply.ownedBytes(100)).isEqualTo("+OK\r\n".length());
    assertThat(reply.ownedBytes(3)).isEqualTo(3);
    assertThat(sent()).isEqualTo("+OK\r\n*1\r\n:1\r\n*0\r\n");
    assertThat(reply.ownedBytes(100)).isEqualTo(100);
  }

  @Test
  void numbersOfAllLengths() {
    for (long value : new long[] {0, 9, 10, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1234567890123L}) {
      reply.integer(value);
      reply.bulkLong(value);
      String text = Long.toString(value);
      assertThat(sent()).isEqualTo(":" + text + "\r\n$" + text.length() + "\r\n" + text + "\r\n");
    }
  }

  @Test
  void doublesAreShort() {
    assertThat(Numbers.formatDouble(3)).isEqualTo("3");
    assertThat(Numbers.formatDouble(0.1)).isEqualTo("0.1");
    assertThat(Numbers.formatDouble(1e20)).isEqualTo("1e+20");
    assertThat(Numbers.formatDouble(1e17)).isEqualTo("100000000000000000");
    assertThat(Numbers.formatDouble(-0.0)).isEqualTo("-0");
    assertThat(Numbers.shortestDouble(1e8)).isEqualTo("1e+8");
    assertThat(Numbers.formatDouble(1e6)).isEqualTo("1000000");
    assertThat(Numbers.formatDouble(1e-10)).isEqualTo("1e-10");
    assertThat(Numbers.formatDouble(-1.5e300)).isEqualTo("-1.5e+300");
    assertThat(Numbers.formatDouble(Double.POSITIVE_INFINITY)).isEqualTo("inf");
  }

  @Test
  void integersHaveOneSpelling() {
    for (String text :
        new String[] {"0", "1", "-1", "9223372036854775807", "-9223372036854775808"}) {
      Argv argv = Argv.of(text);
      assertThat(argv.readLong(0)).as(text).isTrue();
      assertThat(argv.longValue()).isEqualTo(Long.parseLong(text));
    }
    for (String text :
        new String[] {
          "",
          "-",
          "-0",
          "00",
          "01",
          "+1",
          " 1",
          "1 ",
          "1.0",
          "9223372036854775808",
          "-9223372036854775809",
          "99999999999999999999999"
        }) {
      assertThat(Argv.of(text).readLong(0)).as(text).isFalse();
    }
  }

  @Test
  void doublesAreReadAsByC() {
    assertThat(Numbers.doubleOf("0x10".getBytes(StandardCharsets.US_ASCII), 0, 4)).isEqualTo(16);
    for (String text :
        new String[] {"1d", "1f", "NaN", "nan", " 1", "1 ", "", "1e999", "e5", "0x"}) {
      assertThat(Argv.of(text).readDouble(0)).as(text).isFalse();
    }
    for (String text : new String[] {"1", "+1.5", ".5", "5.", "1e5", "inf", "-Infinity", "1E-3"}) {
      assertThat(Argv.of(text).readDouble(0)).as(text).isTrue();
    }
  }

  @Test
  void lengthsThatComeLate() {
    reply.array(2);
    long mark = reply.beginDeferred();
    for (int i = 0; i < 12; i++) {
      reply.integer(i);
    }
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, 12);
    reply.ok();
    assertThat(sent()).startsWith("*2\r\n*12\r\n:0\r\n").endsWith(":11\r\n+OK\r\n");
  }

  @Test
  void errorsStayOnOneLineAndAreCounted() {
    reply.ok();
    reply.error("ERR a\r\nb");
    assertThat(reply.errors()).isEqualTo(1);
    assertThat(
            new String(
                reply.array(),
                reply.lastErrorOffset(),
                reply.lastErrorLength(),
                StandardCharsets.US_ASCII))
        .isEqualTo("ERR a  b");
    assertThat(sent()).isEqualTo("+OK\r\n-ERR a  b\r\n");
  }

  private static final class Letters implements ReplyBuffer.Segment {
    private final int length;
    private int released;

    Letters(int length) {
      this.length = length;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int count) {
      for (int i = 0; i < count; i++) {
        target[offset + i] = (byte) ('a' + (position + i) % 26);
      }
    }

    @Override
    public void release() {
      released++;
    }
  }

  @Test
  void largeValuesAreReadWhileTheyAreSent() {
    Letters first = new Letters(200_000);
    Letters second = new Letters(70_000);
    reply.ok();
    long mark = reply.beginDeferred();
    reply.bulk(first);
    reply.bulk("between");
    reply.bulk(second);
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, 3);
    assertThat(reply.size()).isGreaterThan(270_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rounds = 0;
    while (!reply.isEmpty()) {
      assertThat(reply.writeTo(out::write, 1000)).isBetween(1L, 1100L);
      rounds++;
    }
    assertThat(rounds).isGreaterThan(269);
    assertThat(first.released).isEqualTo(1);
    assertThat(second.released).isEqualTo(1);
    byte[] letters = new byte[200_000];
    first.read(0, letters, 0, letters.length);
    String text = out.toString(StandardCharsets.US_ASCII);
    String value = new String(letters, StandardCharsets.US_ASCII);
    assertThat(text)
        .isEqualTo(
            "+OK\r\n*3\r\n$200000\r\n"
                + value
                + "\r\n$7\r\nbetween\r\n$70000\r\n"
                + value.substring(0, 70_000)
                + "\r\n");
    assertThat(reply.size()).isZero();
  }

  @Test
  void whatIsTakenBackIsReleased() {
    Letters letters = new Letters(1000);
    reply.ok();
    long mark = reply.mark();
    reply.bulk(letters);
    reply.truncate(mark);
    assertThat(letters.released).isEqualTo(1);
    assertThat(sent()).isEqualTo("+OK\r\n");
  }

  @Test
  void theReaderUnderstandsTheBuffer() {
    reply.protocol(3);
    everything();
    RespReader reader = new RespReader();
    byte[] all = sent().getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder seen = new StringBuilder();
    for (byte b : all) {
      reader.feed(new byte[] {b});
      for (RespValue value = reader.next(); value != null; value = reader.next()) {
        seen.append(value.show()).append(' ');
      }
    }
    assertThat(seen.toString()).isEqualTo("(nil) (nil) true M[\"k\", 1.5] S[123] P[\"x\"] ");
    assertThat(reader.pending()).isZero();
  }
}
