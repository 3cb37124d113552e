package io.jacinth.engine.config;

import java.util.List;
import java.util.Locale;

/** {@code client-output-buffer-limit <class> <hard> <soft> <seconds> ...}; others stay. */
public final class BufferLimitsOption extends Option<BufferLimits> {
  BufferLimitsOption(String names, BufferLimits defaultValue, OptionFlag... flags) {
    super(names, defaultValue, flags);
  }

  @Override
  boolean takesSeveralWords() {
    return true;
  }

  @Override
  Parsed<BufferLimits> parse(List<String> words, BufferLimits current, boolean repeated) {
    if (words.isEmpty() || (words.size() == 1 && words.getFirst().isEmpty())) {
      return Parsed.of(current);
    }
    if (words.size() % 4 != 0) {
      return Parsed.refused("Wrong number of arguments in buffer limit configuration.");
    }
    BufferLimits limits = current;
    for (int i = 0; i < words.size(); i += 4) {
      long hard = ConfigWords.parseMemory(ConfigWords.untilZero(words.get(i + 1)));
      long soft = ConfigWords.parseMemory(ConfigWords.untilZero(words.get(i + 2)));
      long seconds = ConfigWords.parseLoose(ConfigWords.untilZero(words.get(i + 3)), -1);
      String name = ConfigWords.untilZero(words.get(i)).toLowerCase(Locale.ROOT);
      if (!name.equals("normal")
          && !name.equals("slave")
          && !name.equals("replica")
          && !name.equals("pubsub")) {
        return Parsed.refused("Invalid client class specified in buffer limit configuration.");
      }
      if (hard < 0 || soft < 0 || seconds < 0) {
        return Parsed.refused(
            "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
      }
      BufferLimit limit = new BufferLimit(hard, soft, seconds);
      limits =
          switch (name) {
            case "normal" -> new BufferLimits(limit, limits.replica(), limits.pubsub());
            case "pubsub" -> new BufferLimits(limits.normal(), limits.replica(), limit);
            default -> new BufferLimits(limits.normal(), limit, limits.pubsub());
          };
    }
    return Parsed.of(limits);
  }

  @Override
  String format(BufferLimits value) {
    return plain("normal", value.normal())
        + " "
        + plain("slave", value.replica())
        + " "
        + plain("pubsub", value.pubsub());
  }

  private static String plain(String name, BufferLimit limit) {
    return name + " " + limit.hardBytes() + " " + limit.softBytes() + " " + limit.softSeconds();
  }

  @Override
  List<String> rewrite(BufferLimits value) {
    return List.of(
        withUnits("normal", value.normal()),
        withUnits("replica", value.replica()),
        withUnits("pubsub", value.pubsub()));
  }

  /** One line for each class that differs. */
  @Override
  List<String> added(BufferLimits value) {
    List<String> now = rewrite(value);
    List<String> standard = rewrite(defaultValue());
    return now.stream().filter(line -> !standard.contains(line)).toList();
  }

  private static String withUnits(String name, BufferLimit limit) {
    return name
        + " "
        + ConfigWords.formatMemory(limit.hardBytes())
        + " "
        + ConfigWords.formatMemory(limit.softBytes())
        + " "
        + limit.softSeconds();
  }
}
