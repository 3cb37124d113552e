package io.jacinth.engine.config;

import java.util.List;

/**
 * {@code notify-keyspace-events}. The value holds every class asked for, in the order CONFIG GET
 * shows them; what is shown shortens all ordinary classes to {@code A} and then, as Redis does,
 * says nothing of {@code n}.
 */
public final class EventClassesOption extends Option<String> {
  /** What {@code A} stands for. */
  private static final String ALL = "g$lshzxetd";

  private static final String ORDER = ALL + "nKEm";

  EventClassesOption(String name) {
    super(name, "");
  }

  @Override
  Parsed<String> parse(List<String> words, String current, boolean repeated) {
    String asked = ConfigWords.untilZero(words.getFirst()).replace("A", ALL);
    for (int i = 0; i < asked.length(); i++) {
      if (ORDER.indexOf(asked.charAt(i)) < 0) {
        return Parsed.refused("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
      }
    }
    StringBuilder ordered = new StringBuilder();
    for (int i = 0; i < ORDER.length(); i++) {
      if (asked.indexOf(ORDER.charAt(i)) >= 0) {
        ordered.append(ORDER.charAt(i));
      }
    }
    return Parsed.of(ordered.toString());
  }

  @Override
  String format(String value) {
    return value.startsWith(ALL) ? "A" + value.substring(ALL.length()).replace("n", "") : value;
  }

  @Override
  List<String> rewrite(String value) {
    return List.of(ConfigWords.quote(format(value)));
  }
}
