package io.jacinth.cluster.words;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Textual IP addresses, without a resolver: MEET takes numbers only, as Redis does. */
final class IpAddress {
  private static final int MAX_CHARS = 45;

  private IpAddress() {}

  /** The address in its usual form, or null if the text is none. */
  static @Nullable String normalized(String text) {
    if (isV4(text)) {
      return text;
    }
    return isV6(text) ? text.toLowerCase(Locale.ROOT) : null;
  }

  private static boolean isV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 3 || !allIn(part, "0123456789")) {
        return false;
      }
      if (Integer.parseInt(part) > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isV6(String text) {
    if (text.length() > MAX_CHARS || text.indexOf(':') < 0 || text.contains(":::")) {
      return false;
    }
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    int groups = 0;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean last = i == parts.length - 1;
      if (part.isEmpty()) {
        boolean atGap = gap == 0 ? i <= 1 : gap > 0;
        if (gap < 0 || (!atGap && !last)) {
          return false;
        }
      } else if (last && part.indexOf('.') >= 0) {
        if (!isV4(part)) {
          return false;
        }
        groups += 2;
      } else if (part.length() > 4 || !allIn(part, "0123456789abcdefABCDEF")) {
        return false;
      } else {
        groups++;
      }
    }
    boolean edges =
        (!text.startsWith(":") || text.startsWith("::"))
            && (!text.endsWith(":") || text.endsWith("::"));
    return edges && (gap >= 0 ? groups <= 7 : groups == 8);
  }

  private static boolean allIn(String text, String chars) {
    for (int i = 0; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
