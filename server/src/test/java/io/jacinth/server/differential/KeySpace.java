package io.jacinth.server.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The keys every episode starts with: each type that is there, small and large, and a few gaps. */
final class KeySpace {
  private static final String[] FILL = {
    "SET s1 hello",
    "SET s2 " + "The quick brown fox jumps over the lazy dog ".replace(" ", "\\x20").repeat(3),
    "SET s3 \\x00\\xff\\x0f\\xf0\\x80\\x01\\x7f",
    "SET n1 10",
    "SET n2 9223372036854775800",
    "SET f1 3.5",
    "SET e1 fading EX 100000",
    "RPUSH l1 a b c d 1 2 3",
    "RPUSH l2 " + "some-longer-element ".repeat(200).strip(),
    "HSET h1 a 1 b 2 c 3 foo bar n 10 f 1.5",
    "HSET h2 a " + "x".repeat(100) + " b 2",
    "SADD t1 1 2 3 4 5",
    "SADD t2 a b c d 1 2 foo",
    "ZADD z1 1 a 2 b 3 c 4 d 5 e",
    "ZADD z2 1.5 a -1 x inf y 3 " + "m".repeat(80),
    "XADD x1 1-1 a 1 b 2",
    "XADD x1 2-1 a 3 c 4",
    "XADD x1 2-2 foo bar",
  };

  private KeySpace() {}

  /** The calls that make the keys, as far as both servers know the commands. */
  static List<Call> fill(Set<String> ourRows) {
    List<Call> calls = new ArrayList<>();
    for (String line : FILL) {
      String name = line.substring(0, line.indexOf(' ')).toLowerCase(Locale.ROOT);
      if (ourRows.contains(name)) {
        calls.add(Call.of(line));
      }
    }
    return calls;
  }
}
