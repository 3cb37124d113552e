package io.jacinth.server.differential;

import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What "the same reply" means. Errors must be the same bytes whatever the comparison; {@link
 * #EXACT} wants that of all replies.
 */
@FunctionalInterface
interface Compare {
  /** The same bytes. */
  Compare EXACT = (theirs, ours) -> theirs.equals(ours);

  /** The same items in any order: SMEMBERS, KEYS. */
  Compare UNORDERED = (theirs, ours) -> sorted(theirs, 1, 1).equals(sorted(ours, 1, 1));

  /** Items two by two, in any order of the pairs: HGETALL in RESP2. */
  Compare PAIRS = (theirs, ours) -> sorted(theirs, 2, 1).equals(sorted(ours, 2, 1));

  /** Items in any order at every depth: SCAN, COMMAND. */
  Compare DEEP_UNORDERED = (theirs, ours) -> sorted(theirs, 1, 99).equals(sorted(ours, 1, 99));

  /** The same values, where numbers may be written in other digits: 7.2 writes the shortest. */
  Compare NUMBERS = (theirs, ours) -> plain(theirs).equals(plain(ours));

  /** As {@link #NUMBERS}, with items in any order at every depth. */
  Compare DEEP_NUMBERS =
      (theirs, ours) -> sorted(plain(theirs), 1, 99).equals(sorted(plain(ours), 1, 99));

  /** The same kinds of values in the same places, whatever they are: RANDOMKEY, TIME. */
  Compare SHAPE = (theirs, ours) -> shape(theirs, true).equals(shape(ours, true));

  /** The same kind of reply, whatever is in it: INFO. */
  Compare KIND = (theirs, ours) -> shape(theirs, false).equals(shape(ours, false));

  /** Anything, as long as both are errors or both are none. */
  Compare IGNORE = (theirs, ours) -> true;

  /** Whole seconds that pass during the run. */
  Compare SECONDS = near(10);

  /** Milliseconds that pass during the run. */
  Compare MILLIS = near(10_000);

  /** What is told of streams and their groups, see {@link GroupFacts}. */
  Compare GROUPS = (theirs, ours) -> GroupFacts.text(theirs).equals(GroupFacts.text(ours));

  /** The same text but for addresses, ages and what an allocator makes of lengths. */
  Compare FACTS = (theirs, ours) -> factsOf(theirs).equals(factsOf(ours));

  /** By the name it has in the files. */
  static Compare named(String name) {
    return switch (name) {
      case "unordered" -> UNORDERED;
      case "pairs" -> PAIRS;
      case "deep" -> DEEP_UNORDERED;
      case "shape" -> SHAPE;
      case "kind" -> KIND;
      case "ignore" -> IGNORE;
      case "numbers" -> NUMBERS;
      case "deep-numbers" -> DEEP_NUMBERS;
      case "facts" -> FACTS;
      case "seconds" -> SECONDS;
      case "millis" -> MILLIS;
      case "groups" -> GROUPS;
      default -> throw new IllegalArgumentException("no comparison " + name);
    };
  }

  /** Whether two replies without errors are the same. */
  boolean same(RespValue theirs, RespValue ours);

  /** Every number may differ by so much. */
  static Compare near(long tolerance) {
    return (theirs, ours) -> isNear(theirs, ours, tolerance);
  }

  /** Whether two replies, as bytes, are the same. */
  default boolean sameBytes(byte[] theirs, byte[] ours) {
    if (Arrays.equals(theirs, ours)) {
      return true;
    }
    if (this == EXACT || isPlain(theirs) || isPlain(ours)) {
      return false;
    }
    List<RespValue> left = values(theirs);
    List<RespValue> right = values(ours);
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Errors, and what the harness itself says in brackets. */
  private static boolean isPlain(byte[] reply) {
    return reply.length == 0 || reply[0] == '-' || reply[0] == '(';
  }

  private static List<RespValue> values(byte[] replies) {
    RespReader reader = new RespReader();
    reader.feed(replies);
    List<RespValue> values = new ArrayList<>();
    for (RespValue value = reader.next(); value != null; value = reader.next()) {
      values.add(value);
    }
    return values;
  }

  static String sorted(RespValue value, int groupOf, int depth) {
    if (!(value instanceof RespValue.Aggregate all) || depth == 0) {
      return text(value);
    }
    int group = all.kind() == RespValue.Kind.MAP ? 2 : groupOf;
    List<String> items = new ArrayList<>();
    for (int i = 0; i < all.items().size(); i += group) {
      StringBuilder item = new StringBuilder();
      for (int j = i; j < Math.min(i + group, all.items().size()); j++) {
        item.append(sorted(all.items().get(j), groupOf, depth - 1)).append(' ');
      }
      items.add(item.toString());
    }
    items.sort(null);
    return all.kind() + " " + items;
  }

  /** Numbers as Java writes them, whatever they came in. */
  static RespValue plain(RespValue value) {
    return switch (value) {
      case RespValue.Aggregate all ->
          new RespValue.Aggregate(all.kind(), all.items().stream().map(Compare::plain).toList());
      case RespValue.Bulk bulk -> new RespValue.Simple(plainText(bulk.text()));
      case RespValue.Decimal number -> new RespValue.Decimal(plainText(number.text()));
      default -> value;
    };
  }

  private static String plainText(String text) {
    try {
      return text.matches("-?[0-9.e+-]+") ? Double.toString(Double.parseDouble(text)) : text;
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static String factsOf(RespValue value) {
    return text(value).replaceAll("( at:| lru:|idle:|_avail:|_zmalloc: )[0-9a-fx]+", "$1");
  }

  private static String text(RespValue value) {
    return value.getClass().getSimpleName() + value.show();
  }

  private static String shape(RespValue value, boolean deep) {
    if (!(value instanceof RespValue.Aggregate all) || !deep) {
      return value instanceof RespValue.Aggregate all
          ? all.kind().toString()
          : value.getClass().getSimpleName();
    }
    StringBuilder shape = new StringBuilder(all.kind().toString());
    for (RespValue item : all.items()) {
      shape.append(' ').append(shape(item, true));
    }
    return shape.append('.').toString();
  }

  private static boolean isNear(RespValue theirs, RespValue ours, long tolerance) {
    if (theirs instanceof RespValue.Int a && ours instanceof RespValue.Int b) {
      boolean sameSign = (a.value() < 0) == (b.value() < 0);
      return a.value() == b.value() || (sameSign && Math.abs(a.value() - b.value()) <= tolerance);
    }
    if (theirs instanceof RespValue.Aggregate a && ours instanceof RespValue.Aggregate b) {
      boolean same = a.kind() == b.kind() && a.items().size() == b.items().size();
      for (int i = 0; same && i < a.items().size(); i++) {
        same = isNear(a.items().get(i), b.items().get(i), tolerance);
      }
      return same;
    }
    return text(theirs).equals(text(ours));
  }
}
