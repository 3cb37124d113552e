package io.jacinth.engine.config;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code save <seconds> <changes> ...}; several lines of one file add up, {@code ""} voids them.
 */
public final class SaveOption extends Option<List<SavePoint>> {
  SaveOption(String names, List<SavePoint> defaultValue, OptionFlag... flags) {
    super(names, defaultValue, flags);
  }

  @Override
  boolean takesSeveralWords() {
    return true;
  }

  @Override
  Parsed<List<SavePoint>> parse(List<String> words, List<SavePoint> current, boolean repeated) {
    if (words.isEmpty()
        || (words.size() == 1 && ConfigWords.untilZero(words.getFirst()).isEmpty())) {
      return Parsed.of(List.of());
    }
    List<SavePoint> points = new ArrayList<>(repeated ? current : List.of());
    if ((words.size() & 1) != 0) {
      return Parsed.refused("Invalid save parameters");
    }
    for (int i = 0; i < words.size(); i += 2) {
      long seconds = ConfigWords.parseLoose(ConfigWords.untilZero(words.get(i)), -1);
      long changes = ConfigWords.parseLoose(ConfigWords.untilZero(words.get(i + 1)), -1);
      if (seconds < 1 || changes < 0) {
        return Parsed.refused("Invalid save parameters");
      }
      points.add(new SavePoint(seconds, changes));
    }
    return Parsed.of(List.copyOf(points));
  }

  @Override
  String format(List<SavePoint> value) {
    StringBuilder text = new StringBuilder();
    for (SavePoint point : value) {
      text.append(text.isEmpty() ? "" : " ");
      text.append(point.seconds()).append(' ').append(point.changes());
    }
    return text.toString();
  }

  @Override
  List<String> rewrite(List<SavePoint> value) {
    if (value.isEmpty()) {
      return List.of("\"\"");
    }
    List<String> lines = new ArrayList<>();
    for (SavePoint point : value) {
      lines.add(point.seconds() + " " + point.changes());
    }
    return lines;
  }

  /** Always there, so that the defaults of another release do not come in. */
  @Override
  List<String> added(List<SavePoint> value) {
    return rewrite(value);
  }
}
