package io.jacinth.engine.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The arguments of a command as COMMAND DOCS tells them, read from the one line that {@link
 * Doc#syntax} is.
 *
 * <p>Lower-case words are values, upper-case words are tokens; a token and the value behind it are
 * one argument. {@code [...]} is optional, {@code <a | b>} is a choice, {@code x [x ...]} is an
 * argument that may be repeated.
 */
public final class Syntax {
  /**
   * One argument.
   *
   * @param type Redis's word: {@code key}, {@code string}, {@code integer}, {@code pure-token},
   *     {@code oneof}, {@code block} and so on
   * @param token the word that introduces it, or empty
   * @param parts of a choice or block
   */
  public record Argument(
      String name,
      String type,
      String token,
      boolean optional,
      boolean multiple,
      List<Argument> parts) {
    Argument asOptional() {
      return new Argument(name, type, token, true, multiple, parts);
    }

    Argument asMultiple() {
      return new Argument(name, type, token, optional, true, parts);
    }
  }

  private static final List<String> INTEGERS =
      List.of(
          "seconds",
          "milliseconds",
          "increment",
          "decrement",
          "offset",
          "start",
          "end",
          "index",
          "count",
          "cursor",
          "protover",
          "timeout",
          "numreplicas",
          "client-id",
          "slot",
          "start-slot",
          "end-slot",
          "port",
          "cluster-bus-port",
          "config-epoch");

  private final String[] words;
  private int at;

  private Syntax(String text) {
    words =
        text.replace("[", " [ ")
            .replace("]", " ] ")
            .replace("<", " < ")
            .replace(">", " > ")
            .strip()
            .split("\\s+");
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
        case "<" -> list.add(choice());
        default -> list.add(word());
      }
    }
    return list;
  }

  private static boolean ends(String word) {
    return word.equals("]") || word.equals(">") || word.equals("|") || word.equals("...");
  }

  private void optional(List<Argument> before) {
    at++;
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
      before.set(first, before.get(first).asMultiple());
    } else {
      List<Argument> repeated = List.copyOf(before.subList(first, before.size()));
      before.subList(first, before.size()).clear();
      before.add(block(repeated).asMultiple());
    }
  }

  private Argument choice() {
    at++;
    List<Argument> parts = new ArrayList<>();
    while (true) {
      List<Argument> inner = sequence();
      parts.add(inner.size() == 1 ? inner.get(0) : block(inner));
      if (at < words.length && words[at].equals("|")) {
        at++;
        continue;
      }
      expect(">");
      return new Argument(parts.get(0).name(), "oneof", "", false, false, parts);
    }
  }

  private Argument word() {
    String word = words[at++];
    if (!isToken(word)) {
      return new Argument(word, typeOf(word), "", false, false, List.of());
    }
    boolean hasValue = at < words.length && isValue(words[at]);
    if (!hasValue) {
      String name = word.toLowerCase(Locale.ROOT);
      return new Argument(name, "pure-token", word, false, false, List.of());
    }
    String value = words[at++];
    return new Argument(value, typeOf(value), word, false, false, List.of());
  }

  private void expect(String word) {
    if (at >= words.length || !words[at].equals(word)) {
      throw new IllegalArgumentException("no " + word + " where it belongs");
    }
    at++;
  }

  private static boolean isValue(String word) {
    return !ends(word) && !word.equals("[") && !word.equals("<") && !isToken(word);
  }

  private static boolean isToken(String word) {
    return word.equals(word.toUpperCase(Locale.ROOT)) && word.chars().anyMatch(Character::isLetter);
  }

  private static Argument block(List<Argument> parts) {
    String name = parts.isEmpty() ? "arguments" : parts.get(0).name();
    return new Argument(name, "block", "", false, false, parts);
  }

  private static String typeOf(String name) {
    if (name.equals("key") || name.endsWith("key") || name.equals("destination")) {
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
