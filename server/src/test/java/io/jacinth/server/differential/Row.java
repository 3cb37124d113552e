package io.jacinth.server.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One shape of call: a line of a family's file.
 *
 * @param text the line
 * @param template makes the words
 * @param compare what is the same reply
 * @param weight how often it is chosen, 1 being usual
 * @param last the data of the two servers may differ afterwards, or the connection is gone: the
 *     call is the last of its episode
 * @param fails no valid call is possible; without this, a row that never succeeds is an error
 * @param exact the words are never spoiled
 * @param blocks the caller may wait for an answer (never the first client)
 */
record Row(
    String text,
    Template template,
    Compare compare,
    int weight,
    boolean last,
    boolean fails,
    boolean exact,
    boolean blocks) {
  /** Calls that are written out. */
  static final Row SETUP =
      new Row("", Template.parse("", Pools.COMMON), Compare.EXACT, 1, false, true, true, false);

  /** {@code TEMPLATE :: marks}. */
  static Row parse(String line, Pools pools) {
    int split = line.indexOf(" :: ");
    String text = split < 0 ? line : line.substring(0, split);
    List<String> marks =
        new ArrayList<>(split < 0 ? List.of() : List.of(line.substring(split + 4).split(" ")));
    boolean last = marks.remove("last");
    boolean fails = marks.remove("fails");
    boolean exact = marks.remove("exact");
    boolean blocks = marks.remove("blocks");
    int weight = 1;
    Compare compare = Compare.EXACT;
    for (String mark : marks) {
      if (mark.matches("x\\d+")) {
        weight = Integer.parseInt(mark.substring(1));
      } else {
        compare = Compare.named(mark);
      }
    }
    Template template = Template.parse(text, pools);
    return new Row(text.strip(), template, compare, weight, last, fails, exact, blocks);
  }

  /**
   * The possible names of the command, the longer first: {@code object|encoding}, {@code object}.
   */
  List<String> names() {
    String[] words = text.replace("'", "").toLowerCase(Locale.ROOT).split("\\s+");
    return words.length > 1 ? List.of(words[0] + "|" + words[1], words[0]) : List.of(words[0]);
  }
}
