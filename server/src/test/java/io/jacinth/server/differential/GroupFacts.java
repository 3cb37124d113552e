package io.jacinth.server.differential;

import io.jacinth.resp.RespValue;
import java.util.List;

/**
 * What XINFO tells of streams and groups, as text in which the two versions agree: 7.2 notes a
 * consumer that read although there was nothing to read, 7.0 does not, so consumers for whom
 * nothing is pending are left out, and how many there are; 7.2 tells when a consumer was active.
 * Times of the run are only told from others.
 */
final class GroupFacts {
  private static final long RUN_MS = 600_000;

  private GroupFacts() {}

  static String text(RespValue value) {
    if (value instanceof RespValue.Int number) {
      return time(number.value(), System.currentTimeMillis());
    }
    if (!(value instanceof RespValue.Aggregate all)) {
      return value.show();
    }
    StringBuilder text = new StringBuilder(all.kind() + "[");
    List<RespValue> items = all.items();
    for (int i = 0; i < items.size(); i++) {
      RespValue item = items.get(i);
      String name = item instanceof RespValue.Bulk bulk ? bulk.text() : "";
      RespValue next = i + 1 < items.size() ? items.get(i + 1) : item;
      boolean isNumber = next instanceof RespValue.Int;
      if (isNumber && (name.equals("active-time") || name.equals("inactive"))) {
        i++;
      } else if (isNumber && name.equals("consumers")) {
        i++;
      } else if (isNumber && name.equals("idle")) {
        text.append("idle ").append(time(((RespValue.Int) next).value(), 0)).append(", ");
        i++;
      } else if (!isIdle(item)) {
        text.append(text(item)).append(", ");
      }
    }
    return text.append(']').toString();
  }

  /** A time of the run, which differs a little, or a number. */
  private static String time(long value, long nowMs) {
    return Math.abs(value - nowMs) < RUN_MS ? "(time)" : Long.toString(value);
  }

  /** A consumer for whom nothing is pending. */
  private static boolean isIdle(RespValue item) {
    if (!(item instanceof RespValue.Aggregate all)) {
      return false;
    }
    boolean isConsumer = false;
    boolean hasNothing = false;
    for (int i = 0; i + 1 < all.items().size(); i++) {
      if (all.items().get(i) instanceof RespValue.Bulk name) {
        isConsumer |= name.text().equals("seen-time") || name.text().equals("idle");
        hasNothing |=
            (name.text().equals("pel-count") || name.text().equals("pending"))
                && all.items().get(i + 1) instanceof RespValue.Int count
                && count.value() == 0;
      }
    }
    return isConsumer && hasNothing;
  }
}
