package io.jacinth.engine.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.engine.config.Config;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.RopeBuilder;
import io.jacinth.store.Store;
import io.jacinth.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdbCodecTest {
  private static final int LIMIT = 512 << 20;

  /** Saved by a redis-server 7.0.15 of Debian. */
  private static final byte[] FROM_REDIS =
      Base64.getDecoder()
          .decode(
              "UkVESVMwMDEw+glyZWRpcy12ZXIGNy4wLjE1+gpyZWRpcy1iaXRzwED6BWN0aW1lwhn1AGv6CHVzZWQtbWVt"
                  + "wvC5DgD6CGFvZi1iYXNlwAD+APsKAQAFcGxhaW4FaGVsbG8AA2x6ZsMLQHgDYWJjYeBpAgFiYwAFaW50"
                  + "NjQOMTIzNDU2Nzg5MDEyMzQABWludDMywmB5/v8ABWludDE2wTB1/ADYwyy7AwAAAAN0dGwBeAAFZW1w"
                  + "dHkAAME5MAZpbnRrZXkABGludDjA+QAEbGVhZAMwMDf+A/sBAAAFb3RoZXIDZGIz/0dZkrLAh4aw");

  private static final Store STORE = new Store(StoreSettings.withHashKey(1, 2), Runnable::run);
  private static final ValueCodecs CODECS = new ValueCodecs(STORE, new Config());

  private static final class Collected implements RdbSink {
    final List<String> lines = new ArrayList<>();
    int db;

    @Override
    public void aux(String name, String value) {
      lines.add("aux " + name + "=" + value);
    }

    @Override
    public void database(int newDb) {
      db = newDb;
    }

    @Override
    public void sizes(long keys, long expiring) {
      lines.add("sizes " + db + " " + keys + " " + expiring);
    }

    @Override
    public void string(Entry entry) {
      String key = text(entry.keyBytes(), entry.keyOffset(), entry.keyLength());
      String value = text(entry.valueBytes(), entry.valueOffset(), entry.valueLength());
      String expiry = entry.expireAtWallMs() < 0 ? "" : " at " + entry.expireAtWallMs();
      lines.add(db + " " + key + "=" + value + expiry);
    }

    @Override
    public RopeBuilder beginLong(Entry entry, int lengthBytes) {
      return STORE.newRope(lengthBytes);
    }

    @Override
    public void longString(Entry entry, RopeBuilder rope) {
      EntryTable table = STORE.newTable();
      int made =
          table.putRope(1, entry.keyBytes(), 0, entry.keyLength(), rope, EntryTable.NO_EXPIRE);
      byte[] value = new byte[rope.length()];
      STORE.entries().copyValue(made, value, 0);
      STORE.freeQueue().add(table);
      String key = text(entry.keyBytes(), entry.keyOffset(), entry.keyLength());
      String expiry = entry.expireAtWallMs() < 0 ? "" : " at " + entry.expireAtWallMs();
      lines.add(db + " " + key + "=" + text(value, 0, value.length) + expiry);
    }

    @Override
    public Draft begin(Entry entry) {
      return STORE.newDraft(entry.keyBytes(), entry.keyOffset(), entry.keyLength());
    }

    @Override
    public void value(Entry entry, Draft draft) {
      String key = text(entry.keyBytes(), entry.keyOffset(), entry.keyLength());
      Digest digest = new Digest();
      CODECS.of(STORE.entries().type(draft.entry())).digest(digest, draft.entry());
      lines.add(db + " " + key + "#" + digest.hex());
      draft.discard();
    }

    @Override
    public void function(byte[] source) {
      lines.add("function " + source.length);
    }

    private static String text(byte[] bytes, int offset, int length) {
      return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
  }

  private static List<String> read(byte[] image, int chunk) throws RdbFormatException {
    Collected sink = new Collected();
    RdbReader reader = new RdbReader(sink, CODECS, LIMIT, 16);
    for (int i = 0; i < image.length; i += chunk) {
      int length = Math.min(chunk, image.length - i);
      reader.feed(image, i, length);
      boolean last = i + length == image.length;
      RdbReader.Progress progress;
      do {
        progress = reader.read(40);
      } while (progress == RdbReader.Progress.BUDGET_SPENT);
      assertThat(progress)
          .isEqualTo(last ? RdbReader.Progress.DONE : RdbReader.Progress.NEEDS_BYTES);
    }
    return sink.lines;
  }

  @Test
  void checksumAndCompressionHaveTheirPublishedValues() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc64.update(0, digits, 0, 9)).isEqualTo(0xe9c6d914c4b8d9caL);
    byte[] twice = "123456789123456789".getBytes(StandardCharsets.US_ASCII);
    long inParts = Crc64.update(Crc64.update(0, twice, 0, 5), twice, 5, 13);
    assertThat(Crc64.update(0, twice, 0, 18)).isEqualTo(inParts);
  }

  @Test
  void readsAnImageOfRedisHoweverItIsCut() throws RdbFormatException {
    List<String> whole = read(FROM_REDIS, FROM_REDIS.length);
    assertThat(whole)
        .contains(
            "aux redis-ver=7.0.15",
            "sizes 0 10 1",
            "0 plain=hello",
            "0 int8=-7",
            "0 int16=30000",
            "0 int32=-100000",
            "0 int64=12345678901234",
            "0 lead=007",
            "0 lzf=" + "abc".repeat(40),
            "0 ttl=x at 4102444800000",
            "0 empty=",
            "0 12345=intkey",
            "3 other=db3");
    for (int chunk = 1; chunk < 64; chunk++) {
      assertThat(read(FROM_REDIS, chunk)).as("pieces of %d bytes", chunk).isEqualTo(whole);
    }
  }

  @Test
  void everyFlippedBitIsRefusedOrMakesNoDifference() throws RdbFormatException {
    List<String> whole = read(FROM_REDIS, FROM_REDIS.length);
    for (int bit = 0; bit < FROM_REDIS.length * 8; bit++) {
      byte[] broken = FROM_REDIS.clone();
      broken[bit / 8] ^= (byte) (1 << (bit % 8));
      Collected sink = new Collected();
      RdbReader reader = new RdbReader(sink, CODECS, 1 << 20, 16);
      reader.feed(broken, 0, broken.length);
      try {
        if (reader.read(Integer.MAX_VALUE) == RdbReader.Progress.DONE) {
          assertThat(sink.lines).as("bit %d", bit).isEqualTo(whole);
        }
      } catch (RdbFormatException refused) {
        assertThat(refused).hasMessageContaining("(at byte ");
      }
    }
  }

  @Test
  void namesTheKeyAndTypeItCannotLoad() {
    byte[] image = HexFormat.of().parseHex("524544495330303130fe000705616c697374");
    byte[] more = Arrays.copyOf(image, image.length + 3);
    RdbReader reader = new RdbReader(new Collected(), CODECS, LIMIT, 16);
    reader.feed(more, 0, more.length);
    assertThatThrownBy(() -> reader.read(1 << 20))
        .isInstanceOf(RdbFormatException.class)
        .hasMessageContaining("Key 'alist' holds a module value (RDB type 7)");
  }

  @Test
  void refusesOtherVersionsAndOtherFiles() {
    for (String start : List.of("REDIS0012", "REDIS0000", "VALKEY080", "REDIS00a1", "<html><he")) {
      byte[] bytes = start.getBytes(StandardCharsets.US_ASCII);
      RdbReader reader = new RdbReader(new Collected(), CODECS, LIMIT, 16);
      reader.feed(bytes, 0, bytes.length);
      assertThatThrownBy(() -> reader.read(1 << 20))
          .as(start)
          .isInstanceOf(RdbFormatException.class);
    }
  }

  @Test
  void whatIsWrittenIsReadBack() throws RdbFormatException {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      RdbWriter writer =
          new RdbWriter(new RdbWriter.Options(round % 2 == 0, round % 3 != 0), out::write);
      List<String> expected = new ArrayList<>();
      writer.header(
          "7.2.4",
          1700000000,
          123456,
          new RdbWriter.ReplicationPoint(0, "ab".repeat(20), 99),
          false);
      expected.addAll(
          List.of(
              "aux redis-ver=7.2.4",
              "aux redis-bits=64",
              "aux ctime=1700000000",
              "aux used-mem=123456",
              "aux repl-stream-db=0",
              "aux repl-id=" + "ab".repeat(20),
              "aux repl-offset=99",
              "aux aof-base=0"));
      int entries = random.nextInt(200);
      writer.database(2, entries, 5);
      expected.add("sizes 2 " + entries + " 5");
      for (int i = 0; i < entries; i++) {
        String key = "key:" + i;
        String value = value(random);
        long expireAt = random.nextInt(3) == 0 ? random.nextLong(1L << 50) : -1;
        writer.beginString(expireAt);
        writer.string(latin1(key), 0, key.length());
        writer.string(latin1(value), 0, value.length());
        expected.add("2 " + key + "=" + value + (expireAt < 0 ? "" : " at " + expireAt));
      }
      writer.end();
      assertThat(writer.bytesWritten()).isEqualTo(out.size());
      assertThat(read(out.toByteArray(), 1 + random.nextInt(5000)))
          .as("round %d", round)
          .isEqualTo(expected);
    }
  }

  private static String value(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 1 -> "-0";
      case 2 -> "x".repeat(random.nextInt(3000));
      case 3 -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        yield new String(bytes, StandardCharsets.ISO_8859_1);
      }
      default -> ("word" + random.nextInt(10) + " ").repeat(random.nextInt(2000));
    };
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void redisCheckRdbAcceptsWhatIsWritten(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("dump.rdb");
    try (OutputStream out = Files.newOutputStream(file)) {
      RdbWriter writer =
          new RdbWriter(
              new RdbWriter.Options(true, true),
              (bytes, offset, length) -> {
                try {
                  out.write(bytes, offset, length);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      writer.header(
          "7.2.4",
          1700000000,
          1 << 20,
          new RdbWriter.ReplicationPoint(0, "c".repeat(40), 5),
          false);
      writer.database(0, 500, 250);
      Random random = new Random(3);
      for (int i = 0; i < 500; i++) {
        String key = "key:" + i;
        String value = value(random);
        writer.beginString(i % 2 == 0 ? -1 : 4102444800000L + i);
        writer.string(latin1(key), 0, key.length());
        writer.string(latin1(value), 0, value.length());
      }
      writer.end();
    }
    Process check =
        new ProcessBuilder("redis-check-rdb", file.toString()).redirectErrorStream(true).start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).contains("Checksum OK", "RDB looks OK!", "500 keys read", "250 expires");
    assertThat(check.waitFor()).isZero();
  }

  /**
   * Longer than a megabyte: into the store as it comes, and out of it when the rest never comes.
   */
  @Test
  void longStrings() throws RdbFormatException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RdbWriter writer = new RdbWriter(new RdbWriter.Options(true, true), out::write);
    writer.header("7.2.4", 1, 1, new RdbWriter.ReplicationPoint(0, "", 0), false);
    byte[] value = new byte[3_000_000];
    new Random(4).nextBytes(value);
    for (String key : List.of("one", "two")) {
      writer.beginString(key.equals("two") ? 4102444800000L : -1);
      writer.string(latin1(key), 0, 3);
      writer.beginPieces(value.length);
      writer.piece(value, 0, value.length);
    }
    writer.end();
    byte[] image = out.toByteArray();
    long used = STORE.usedBytes();
    List<String> lines = read(image, 1000);
    String text = new String(value, StandardCharsets.ISO_8859_1);
    assertThat(lines.subList(lines.size() - 2, lines.size()))
        .isEqualTo(List.of("0 one=" + text, "0 two=" + text + " at 4102444800000"));
    RdbReader reader = new RdbReader(new Collected(), CODECS, LIMIT, 16);
    reader.feed(image, 0, 2_000_000);
    assertThat(reader.read(Integer.MAX_VALUE)).isEqualTo(RdbReader.Progress.NEEDS_BYTES);
    reader.close();
    while (STORE.freeQueue().freeSome(100) > 0) {}
    assertThat(STORE.usedBytes()).isEqualTo(used);
    image[2_000_000]++;
    assertThatThrownBy(() -> read(image, 50_000)).hasMessageContaining("checksum");
  }
}
