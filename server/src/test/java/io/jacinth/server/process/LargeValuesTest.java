package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.resp.RespValue;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of all sizes come back whole and in their place among other replies. */
class LargeValuesTest {
  private static final int PORT = 17431;
  private static final int[] SIZES = {
    1,
    100,
    4_000,
    16_384,
    32_767,
    65_536,
    131_072,
    262_144,
    1_000_000,
    1_048_576,
    4_000_000,
    20_000_001
  };

  @TempDir Path directory;

  private static String value(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + (i * 31 + (i >> 12)) % 26);
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void comeBackWholeAndInOrder() throws IOException {
    String[] words = {"--port", "" + PORT, "--bind", "127.0.0.1", "--save", ""};
    try (ServerProcess server = ServerProcess.jacinth(directory, words)) {
      server.awaitLog("Ready to accept connections", 30);
      try (RespSocket client = RespSocket.open(PORT)) {
        for (int size : SIZES) {
          assertThat(client.call("set", "v" + size, value(size)))
              .isEqualTo(new RespValue.Simple("OK"));
          assertThat(text(client.call("get", "v" + size))).as("%d", size).isEqualTo(value(size));
        }
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 20; round++) {
          List<Integer> asked = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            int size = SIZES[random.nextInt(SIZES.length - 1)];
            asked.add(size);
            client.send("get", "v" + size);
            client.send("echo", "after " + size);
          }
          for (int size : asked) {
            assertThat(text(client.reply()).equals(value(size))).as("value of %d", size).isTrue();
            assertThat(text(client.reply())).isEqualTo("after " + size);
          }
        }
      }
    }
  }

  /** Replies of 160 MB to five clients that do not read them yet, with 256 MB of heap. */
  @Test
  void longRepliesArrive() throws IOException {
    String[] words = {"--port", "" + PORT, "--bind", "127.0.0.1", "--save", ""};
    try (ServerProcess server = ServerProcess.jacinth(directory, words)) {
      server.awaitLog("Ready to accept connections", 30);
      String[] push = new String[102];
      Arrays.fill(push, value(20_000));
      push[0] = "rpush";
      push[1] = "list";
      try (RespSocket client = RespSocket.open(PORT)) {
        for (int i = 0; i < 80; i++) {
          client.call(push);
        }
      }
      List<Socket> readers = new ArrayList<>();
      try {
        for (int i = 0; i < 5; i++) {
          Socket reader = new Socket(InetAddress.getLoopbackAddress(), PORT);
          readers.add(reader);
          reader.setSoTimeout(60_000);
          reader.getOutputStream().write(ascii("LRANGE list 0 -1\r\n"));
        }
        for (Socket reader : readers) {
          InputStream in = new BufferedInputStream(reader.getInputStream(), 1 << 20);
          byte[] header = ascii("*8000\r\n");
          byte[] element = ascii("$20000\r\n" + push[2] + "\r\n");
          assertThat(in.readNBytes(header.length)).isEqualTo(header);
          for (int i = 0; i < 8000; i++) {
            assertThat(Arrays.equals(in.readNBytes(element.length), element)).isTrue();
          }
        }
      } finally {
        for (Socket reader : readers) {
          reader.close();
        }
      }
      assertThat(server.log()).doesNotContain("Error", "Evicting");
    }
  }

  /** What can be done in pieces needs no heap; what cannot is refused, and the node goes on. */
  @Test
  void valuesAsLargeAsTheHeap() throws IOException {
    List<String> words = new ArrayList<>(List.of("--port", "" + PORT, "--bind", "127.0.0.1"));
    words.addAll(List.of("--save", "", "--enable-debug-command", "yes"));
    try (ServerProcess server = ServerProcess.jacinth(directory, words.toArray(String[]::new))) {
      server.awaitLog("Ready to accept connections", 30);
      int bytes = 240_000_000;
      assertThat(at("setrange", "large", "" + (bytes - 3), "end")).isEqualTo("" + bytes);
      assertThat(at("copy", "large", "copy")).isEqualTo("1");
      assertThat(at("debug", "digest-value", "large"))
          .isEqualTo(at("debug", "digest-value", "copy"));
      assertThat(at("debug", "digest")).hasSize(40).doesNotMatch("0+");
      assertThat(at("append", "copy", "more")).isEqualTo("" + (bytes + 4));
      assertThat(at("getrange", "copy", "-7", "-1")).isEqualTo("endmore");
      assertThat(at("bitcount", "copy")).isEqualTo(at("bitcount", "copy", "" + (bytes - 3), "-1"));
      assertThat(at("dump", "large")).startsWith("ERR not enough heap");
      assertThat(at("strlen", "large")).isEqualTo("" + bytes);
      try (Socket reader = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
        reader.setSoTimeout(60_000);
        reader.getOutputStream().write(ascii("GETRANGE copy 0 -1\r\nPING\r\n"));
        InputStream in = new BufferedInputStream(reader.getInputStream(), 1 << 20);
        byte[] header = ascii("$" + (bytes + 4) + "\r\n");
        assertThat(in.readNBytes(header.length)).isEqualTo(header);
        in.skipNBytes(bytes - 3);
        assertThat(in.readNBytes(16)).isEqualTo(ascii("endmore\r\n+PONG\r\n"));
      }
      assertThat(server.log()).contains("No room for command 'dump'");
    }
  }

  private static String at(String... words) {
    return RedisCli.at(PORT, words);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(RespValue value) {
    assertThat(value).isInstanceOf(RespValue.Bulk.class);
    return new String(((RespValue.Bulk) value).bytes(), StandardCharsets.ISO_8859_1);
  }
}
