package io.jacinth.server.differential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The little language in which a family says what its calls look like. From one line come valid
 * calls, and by {@link #spoil} invalid ones.
 *
 * <ul>
 *   <li>{@code UPPER} is the word itself, now and then in other case
 *   <li>{@code lower} is a word from the pool of that name
 *   <li>{@code 'word'} is that word as it stands; so is anything with a digit or sign in front
 *   <li>{@code [a]} is optional, {@code (a | b)} and {@code [a | b]} are choices
 *   <li>{@code (a)*} comes nought to three times, {@code (a)+} one to four times
 *   <li>{@code {a b c}} comes in any order
 *   <li>{@code #(a)} is a count and then that many (sometimes not quite that many)
 * </ul>
 */
final class Template {
  private static final Pattern TOKEN =
      Pattern.compile("'[^']*'|[()\\[\\]{}|*+#]|[^\\s()\\[\\]{}|*+#']+");
  private static final int SPOILED_PERCENT = 18;

  private interface Node {
    void words(Random random, List<byte[]> out);
  }

  private final Node root;
  private final Pools pools;

  private Template(Node root, Pools pools) {
    this.root = root;
    this.pools = pools;
  }

  static Template parse(String text, Pools pools) {
    Parser parser = new Parser(text, pools);
    Node root = parser.sequence();
    if (parser.at < parser.words.length) {
      throw new IllegalArgumentException("not understood: " + text);
    }
    return new Template(root, pools);
  }

  /** Words of a call; about one in six calls is spoiled. */
  byte[][] words(Random random, boolean exact) {
    List<byte[]> out = new ArrayList<>();
    root.words(random, out);
    if (!exact && random.nextInt(100) < SPOILED_PERCENT && !out.isEmpty()) {
      spoil(random, out);
    }
    return out.toArray(byte[][]::new);
  }

  /** Makes one mistake that clients make. The first word stays. */
  private void spoil(Random random, List<byte[]> out) {
    int i = 1 + random.nextInt(Math.max(1, out.size() - 1));
    boolean last = i >= out.size();
    switch (random.nextInt(6)) {
      case 0 -> out.add(pools.word("junk", random));
      case 1 -> {
        if (!last) {
          out.remove(i);
        }
      }
      case 2 -> {
        if (!last) {
          out.add(i, out.get(i));
        }
      }
      case 3 -> {
        if (i + 1 < out.size()) {
          Collections.swap(out, i, i + 1);
        }
      }
      case 4 -> out.subList(Math.min(i, out.size()), out.size()).clear();
      default -> {
        if (!last) {
          out.set(i, pools.word("junk", random));
        }
      }
    }
  }

  /** Reads the language. */
  private static final class Parser {
    private final String[] words;
    private final Pools pools;
    private int at;

    Parser(String text, Pools pools) {
      words = TOKEN.matcher(text).results().map(MatchResult::group).toArray(String[]::new);
      this.pools = pools;
    }

    Node sequence() {
      List<Node> nodes = items();
      return (random, out) -> nodes.forEach(node -> node.words(random, out));
    }

    private List<Node> items() {
      List<Node> nodes = new ArrayList<>();
      while (at < words.length && !"|)]}".contains(words[at])) {
        Node node = atom(words[at++]);
        if (at < words.length && words[at].equals("*")) {
          at++;
          nodes.add(repeat(node, 0, 3));
        } else if (at < words.length && words[at].equals("+")) {
          at++;
          nodes.add(repeat(node, 1, 4));
        } else {
          nodes.add(node);
        }
      }
      return nodes;
    }

    private Node atom(String word) {
      return switch (word) {
        case "(" -> choice(")");
        case "[" -> {
          Node inner = choice("]");
          yield (random, out) -> {
            if (random.nextBoolean()) {
              inner.words(random, out);
            }
          };
        }
        case "{" -> {
          List<Node> nodes = items();
          expect("}");
          yield (random, out) -> {
            List<Node> shuffled = new ArrayList<>(nodes);
            Collections.shuffle(shuffled, random);
            shuffled.forEach(node -> node.words(random, out));
          };
        }
        case "#" -> {
          expect("(");
          yield counted(choice(")"));
        }
        default -> word(word);
      };
    }

    private Node choice(String end) {
      List<Node> arms = new ArrayList<>();
      arms.add(sequence());
      while (at < words.length && words[at].equals("|")) {
        at++;
        arms.add(sequence());
      }
      expect(end);
      return (random, out) -> arms.get(random.nextInt(arms.size())).words(random, out);
    }

    private static Node repeat(Node node, int least, int most) {
      return (random, out) -> {
        int times = least + random.nextInt(most - least + 1);
        for (int i = 0; i < times; i++) {
          node.words(random, out);
        }
      };
    }

    private Node counted(Node node) {
      return (random, out) -> {
        int times = 1 + random.nextInt(3);
        boolean honest = random.nextInt(10) > 0;
        out.add(honest ? Words.bytes(Integer.toString(times)) : pools.word("wrong-count", random));
        for (int i = 0; i < times; i++) {
          node.words(random, out);
        }
      };
    }

    private Node word(String word) {
      if (word.startsWith("'")) {
        byte[] exact = Words.unescape(word.substring(1, word.length() - 1));
        return (random, out) -> out.add(exact);
      }
      if (!Character.isLetter(word.charAt(0))) {
        byte[] exact = Words.unescape(word);
        return (random, out) -> out.add(exact);
      }
      boolean literal =
          word.equals(word.toUpperCase(Locale.ROOT)) && !word.equals(word.toLowerCase(Locale.ROOT));
      if (literal) {
        return (random, out) -> out.add(Words.bytes(inSomeCase(word, random)));
      }
      pools.check(word);
      return (random, out) -> out.add(pools.word(word, random));
    }

    private static String inSomeCase(String word, Random random) {
      return switch (random.nextInt(8)) {
        case 0 -> word.toLowerCase(Locale.ROOT);
        case 1 -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
        default -> word;
      };
    }

    private void expect(String sign) {
      if (at >= words.length || !words[at].equals(sign)) {
        throw new IllegalArgumentException("no " + sign + " in " + String.join(" ", words));
      }
      at++;
    }
  }
}
