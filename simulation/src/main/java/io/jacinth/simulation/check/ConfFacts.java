package io.jacinth.simulation.check;

import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.nio.charset.StandardCharsets;

/**
 * What a durable nodes.conf promises about its own node.
 *
 * @param configEpoch of a replica its primary's
 */
record ConfFacts(
    String id,
    boolean primary,
    long currentEpoch,
    long lastVoteEpoch,
    long configEpoch,
    SlotSet slots) {

  static ConfFacts parse(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    long currentEpoch = 0;
    long lastVoteEpoch = 0;
    int vars = text.lastIndexOf("vars currentEpoch ");
    if (vars >= 0) {
      String[] words = text.substring(vars).trim().split("\\s+");
      currentEpoch = Long.parseLong(words[2]);
      lastVoteEpoch = Long.parseLong(words[4]);
    }
    int myself = text.indexOf("myself");
    int from = text.lastIndexOf('\n', myself) + 1;
    int to = text.indexOf('\n', from);
    String[] words = text.substring(from, to < 0 ? text.length() : to).split(" ");
    SlotSet slots = SlotSet.EMPTY;
    for (int i = 8; i < words.length; i++) {
      if (!words[i].isEmpty() && words[i].charAt(0) != '[') {
        String[] range = words[i].split("-");
        slots =
            slots.withRange(Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]));
      }
    }
    return new ConfFacts(
        words[0],
        words[2].contains("master"),
        currentEpoch,
        lastVoteEpoch,
        Long.parseLong(words[6]),
        slots);
  }

  boolean covers(SlotSet claimed) {
    if (claimed.size() > slots.size()) {
      return false;
    }
    for (int slot = claimed.next(0); slot >= 0; ) {
      int end = claimed.runEnd(slot);
      for (int s = slot; s <= end; s++) {
        if (!slots.contains(s)) {
          return false;
        }
      }
      slot = end + 1 < SlotHash.SLOTS ? claimed.next(end + 1) : -1;
    }
    return true;
  }
}
