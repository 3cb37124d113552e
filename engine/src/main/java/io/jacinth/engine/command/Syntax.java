package io.jacinth.engine.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The arguments of a command as COMMAND DOCS tells them, read from the one line that {@link
 * Doc#syntax} is.
 *
 * <ul>
 *   <li>Lower-case words are values, upper-case words are tokens; a token and the value, choice or
 *       block behind it are one argument.
 *   <li>{@code [...]} is optional, {@code <a | b>} is a choice, {@code {a b}} is a block.
 *   <li>{@code x [x ...]} is an argument that may be repeated; if it has a token and is optional,
 *       {@code [T x [T x ...]]} says that the token is repeated too.
 *   <li>A word may carry more: {@code name=TOKEN} or {@code name=<...>} names what would be called
 *       by its token or first part, {@code /type} says what the name does not, {@code ^2.6.0} is
 *       the release it came with, {@code !2.8.0} the one that deprecated it, {@code #1} the key
 *       spec.
 * </ul>
 */
public final class Syntax {
  /** In {@link Argument#keySpec}: the key specs are counted. */
  public static final int COUNTED = -1;

  /**
   * One argument.
   *
   * @param type Redis's word: {@code key}, {@code string}, {@code integer}, {@code pure-token},
   *     {@code oneof}, {@code block} and so on
   * @param token the word that introduces it, or empty
   * @param repeatsToken the token comes again with each of several values
   * @param keySpec index of the key spec it belongs to, or {@link #COUNTED}
   * @param parts of a choice or block
   */
  public record Argument(
      String name,
      String type,
      String token,
      String since,
      String deprecatedSince,
      boolean optional,
      boolean multiple,
      boolean repeatsToken,
      int keySpec,
      List<Argument> parts) {
    Argument asOptional() {
      return with(true, multiple, repeatsToken);
    }

    Argument asMultiple(boolean withToken) {
      return with(optional, true, withToken);
    }

    private Argument with(boolean isOptional, boolean isMultiple, boolean withToken) {
      return new Argument(
          name,
          type,
          token,
          since,
          deprecatedSince,
          isOptional,
          isMultiple,
          withToken,
          keySpec,
          parts);
    }
  }

  /** A word taken apart. */
  private record Word(
      String name, String token, String type, String since, String deprecated, int keySpec) {
    Argument argument(String argumentType, List<Argument> parts) {
      return new Argument(
          name, argumentType, token, since, deprecated, false, false, false, keySpec, parts);
    }
  }

  private static final List<String> TYPES =
      List.of("string", "integer", "double", "key", "pattern", "unix-time");

  private static final List<String> INTEGERS =
      List.of(
          "seconds",
          "milliseconds",
          "increment",
          "decrement",
          "offset",
          "start",
          "end",
          "stop",
          "index",
          "count",
          "cursor",
          "protover",
          "numkeys",
          "numreplicas",
          "client-id",
          "slot",
          "start-slot",
          "end-slot",
          "port",
          "config-epoch");

  private final String[] words;
  private int at;

  private Syntax(String text) {
    String spaced = text;
    for (String sign : List.of("[", "]", "<", ">", "{", "}")) {
      spaced = spaced.replace(sign, " " + sign + " ");
    }
    words = spaced.strip().split("\\s+");
  }

  /** Reads a line; an empty one has no arguments. */
  public static List<Argument> parse(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    Syntax syntax = new Syntax(text);
    List<Argument> all = syntax.sequence();
    if (syntax.at < syntax.words.length) {
      throw new IllegalArgumentException("syntax not understood: " + text);
    }
    return all;
  }

  private List<Argument> sequence() {
    List<Argument> list = new ArrayList<>();
    while (at < words.length && !ends(words[at])) {
      switch (words[at]) {
        case "[" -> optional(list);
        case "<", "{" -> list.add(group(word("")));
        default -> list.add(argument());
      }
    }
    return list;
  }

  private static boolean ends(String word) {
    return switch (word) {
      case "]", ">", "}", "|", "..." -> true;
      default -> false;
    };
  }

  private void optional(List<Argument> before) {
    at++;
    boolean startsWithToken = isToken(words[at]);
    List<Argument> inner = sequence();
    boolean repeats = at < words.length && words[at].equals("...");
    if (repeats) {
      at++;
    }
    expect("]");
    if (!repeats) {
      before.add((inner.size() == 1 ? inner.get(0) : block(inner)).asOptional());
      return;
    }
    // "x y [x y ...]": the arguments just read are the ones that may come again.
    int first = before.size() - inner.size();
    if (inner.size() == 1) {
      before.set(first, before.get(first).asMultiple(startsWithToken));
    } else {
      List<Argument> repeated = List.copyOf(before.subList(first, before.size()));
      before.subList(first, before.size()).clear();
      before.add(block(repeated).asMultiple(false));
    }
  }

  /** A choice or block; {@code head} is the word before it, or one without a name. */
  private Argument group(Word head) {
    boolean isChoice = words[at++].equals("<");
    List<Argument> parts = isChoice ? choices() : sequence();
    expect(isChoice ? ">" : "}");
    Word named =
        head.name().isEmpty()
            ? new Word(
                parts.get(0).name(),
                head.token(),
                "",
                head.since(),
                head.deprecated(),
                head.keySpec())
            : head;
    return named.argument(isChoice ? "oneof" : "block", parts);
  }

  private List<Argument> choices() {
    List<Argument> parts = new ArrayList<>();
    while (true) {
      List<Argument> inner = sequence();
      parts.add(inner.size() == 1 ? inner.get(0) : block(inner));
      if (at == words.length || !words[at].equals("|")) {
        return parts;
      }
      at++;
    }
  }

  private Argument argument() {
    Word word = word(words[at++]);
    boolean more = at < words.length && !ends(words[at]) && !words[at].equals("[");
    boolean group = more && (words[at].equals("<") || words[at].equals("{"));
    if (group && (!word.token().isEmpty() || words[at - 1].endsWith("="))) {
      return group(word);
    }
    if (word.token().isEmpty()) {
      return word.argument(word.type(), List.of());
    }
    if (!more || group || isToken(words[at])) {
      return word.argument("pure-token", List.of());
    }
    Word value = word(words[at++]);
    Word both =
        new Word(
            value.name(),
            word.token(),
            value.type(),
            word.since().isEmpty() ? value.since() : word.since(),
            word.deprecated(),
            value.keySpec());
    return both.argument(value.type(), List.of());
  }

  private void expect(String word) {
    if (at >= words.length || !words[at].equals(word)) {
      throw new IllegalArgumentException("no " + word + " where it belongs");
    }
    at++;
  }

  /** Takes a word apart, from its end on. */
  private static Word word(String text) {
    String rest = text.endsWith("=") && text.indexOf('=') == text.length() - 1 ? chop(text) : text;
    int spec = COUNTED;
    int hash = rest.lastIndexOf('#');
    if (hash > 0 && hash == rest.length() - 2) {
      spec = rest.charAt(hash + 1) - '0';
      rest = rest.substring(0, hash);
    }
    String deprecated = suffix(rest, '!');
    rest = rest.substring(0, rest.length() - deprecated.length());
    String since = suffix(rest, '^');
    rest = rest.substring(0, rest.length() - since.length());
    int slash = rest.lastIndexOf('/');
    String type = slash > 0 ? rest.substring(slash + 1) : "";
    boolean typed = TYPES.contains(type);
    rest = typed ? rest.substring(0, slash) : rest;
    int equals = rest.indexOf('=');
    String token = equals > 0 ? rest.substring(equals + 1) : isToken(rest) ? rest : "";
    String name = equals > 0 ? rest.substring(0, equals) : rest;
    return new Word(
        token.equals(name) ? name.toLowerCase(Locale.ROOT) : name,
        token,
        typed ? type : typeOf(name),
        since.isEmpty() ? "" : since.substring(1),
        deprecated.isEmpty() ? "" : deprecated.substring(1),
        spec);
  }

  private static String chop(String text) {
    return text.substring(0, text.length() - 1);
  }

  /** A release behind a sign, with the sign; or nothing. */
  private static String suffix(String text, char sign) {
    int from = text.lastIndexOf(sign);
    boolean there = from > 0 && from + 1 < text.length() && isDigit(text.charAt(from + 1));
    return there ? text.substring(from) : "";
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isToken(String word) {
    int equals = word.indexOf('=');
    if (equals > 0) {
      return equals < word.length() - 1;
    }
    String bare = word.contains("^") ? word.substring(0, word.indexOf('^')) : word;
    return bare.equals(bare.toUpperCase(Locale.ROOT)) && bare.chars().anyMatch(Character::isLetter);
  }

  private static Argument block(List<Argument> parts) {
    String name = parts.isEmpty() ? "arguments" : parts.get(0).name();
    return new Word(name, "", "", "", "", COUNTED).argument("block", parts);
  }

  private static String typeOf(String name) {
    if (name.equals("key")
        || name.endsWith("key")
        || name.equals("destination")
        || name.equals("source")) {
      return "key";
    }
    if (name.startsWith("unix-time")) {
      return "unix-time";
    }
    if (name.equals("pattern")) {
      return "pattern";
    }
    return INTEGERS.contains(name) ? "integer" : "string";
  }
}
