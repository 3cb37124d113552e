package io.jacinth.server.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Named pools of words. A pool is a line of items, one of which is chosen:
 *
 * <ul>
 *   <li>a word, with {@code \xHH} for bytes and a pair of quotes for the empty word
 *   <li>{@code 3..90}, a number between the two
 *   <li>{@code ab*1000}, a word repeated
 *   <li>{@code text:40} and {@code bytes:40}, random letters or bytes, up to that many
 *   <li>{@code @other}, a word of another pool
 * </ul>
 *
 * Times that keys live are either past or far away: a key must not expire at different moments of a
 * run on the two servers.
 */
final class Pools {
  private interface Item {
    byte[] word(Random random);
  }

  /** What every family can use. The keys are those of {@link KeySpace}. */
  static final Pools COMMON =
      new Pools(null)
          .pool("key", "s1 s2 s3 n1 n2 f1 e1 l1 l2 h1 h2 t1 t2 z1 z2 x1 none1 none2 none3")
          .pool("string", "s1 s1 s2 s2 s3 n1 n2 f1 e1 none1 none2 @key")
          .pool("value", "@int @float text:5 text:60 text:300 bytes:20 \"\" hello a*44 a*45 10 3.0")
          .pool("word", "a b c d e f foo bar text:3")
          .pool("nosuch-word", "a b c foo bar nosuch")
          .pool("digit", "0..9")
          .pool("small", "0..12 -1 -2 -3")
          .pool(
              "int",
              "0 1 -1 2 3 5 10 -7 100 0..20 1000..100000 -500..500 2147483647 -2147483648"
                  + " 4294967296 @odd-int")
          .pool(
              "odd-int",
              "9223372036854775807 -9223372036854775808 9223372036854775808 -9223372036854775809"
                  + " 1.5 abc \"\" +1 01 -0 1e3 \\x201 1\\x20 0x10 99999999999999999999999")
          .pool("index", "0..20 0..5 -1 -2 -5 -20 -100 100 @int")
          .pool(
              "float",
              "0 1 -1 1.5 -2.25 3.0 0.1 1e5 1e-5 1e17 12345678.12345678 -0 0.30000000000000004"
                  + " @odd-float")
          .pool(
              "odd-float",
              "inf -inf +inf nan 1e400 -1e400 1e-400 0x10 abc 5. .5 \"\" \\x201 1_0 @long-float")
          .pool("long-float", "1*308 1*309 1*310 -7*300 0*300 0*5119 0*5120 0*6000")
          .pool("ttl", "100000 200000 1000000 0 -1 -100 @odd-ttl")
          .pool("ttl-ms", "100000000 200000000 1000000000 0 -1 -100 @odd-ttl")
          .pool("odd-ttl", "9223372036854775807 9223372036854775 -9223372036854775808 abc 1.5 \"\"")
          .pool("at", "4102444800 33177117420 1 0 -1 @odd-ttl")
          .pool("at-ms", "4102444800000 33177117420000 1 0 -1 @odd-ttl")
          .pool("pattern", "* ? s* [a-z]* n? \\* [^s]* \"\" h[12] *1 nomatch* [s-a]1 s[ *[ \\")
          .pool("count", "1..10 0 -1 1000 2147483647 9223372036854775807 -9223372036854775808 abc")
          .pool("wrong-count", "0 -1 1 2 3 4 5 100 2147483648 9223372036854775807 abc \"\"")
          .pool(
              "junk",
              "\"\" abc nan -1 0 99999999999999999999 9223372036854775807 * NX XX GET EX KEEPTTL"
                  + " COUNT MATCH LIMIT WITHSCORES REPLACE none1 s1 l1 \\x00 a*600");

  private final @Nullable Pools parent;
  private final Map<String, List<Item>> pools = new TreeMap<>();

  Pools(@Nullable Pools parent) {
    this.parent = parent;
  }

  Pools pool(String name, String items) {
    List<Item> parsed = new ArrayList<>();
    for (String item : items.split(" ")) {
      parsed.add(item(item));
    }
    pools.put(name, parsed);
    return this;
  }

  /** Throws for a pool that is not there, when a family is read and not in the middle of a run. */
  void check(String name) {
    if (find(name) == null) {
      throw new IllegalArgumentException("no pool " + name);
    }
  }

  byte[] word(String name, Random random) {
    List<Item> items = find(name);
    if (items == null) {
      throw new IllegalArgumentException("no pool " + name);
    }
    return items.get(random.nextInt(items.size())).word(random);
  }

  private @Nullable List<Item> find(String name) {
    List<Item> own = pools.get(name);
    return own != null || parent == null ? own : parent.find(name);
  }

  private Item item(String text) {
    if (text.startsWith("@")) {
      return random -> word(text.substring(1), random);
    }
    if (text.matches("-?\\d+\\.\\.-?\\d+")) {
      int dots = text.indexOf("..");
      long from = Long.parseLong(text.substring(0, dots));
      long to = Long.parseLong(text.substring(dots + 2));
      return random -> Words.bytes(Long.toString(random.nextLong(from, to + 1)));
    }
    if (text.matches("[a-z]+:\\d+")) {
      int most = Integer.parseInt(text.substring(text.indexOf(':') + 1));
      boolean binary = text.startsWith("bytes");
      return random -> noise(random, random.nextInt(most + 1), binary);
    }
    if (text.matches(".+\\*\\d+")) {
      int star = text.lastIndexOf('*');
      String word = Words.latin1(Words.unescape(text.substring(0, star)));
      byte[] all = Words.bytes(word.repeat(Integer.parseInt(text.substring(star + 1))));
      return random -> all;
    }
    byte[] word = Words.unescape(text);
    return random -> word;
  }

  private static byte[] noise(Random random, int length, boolean binary) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 0; i < length && !binary; i++) {
      bytes[i] = (byte) ('a' + (bytes[i] & 0xFF) % 26);
    }
    return bytes;
  }
}
