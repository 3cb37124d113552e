package io.jacinth.server.differential;

import java.util.List;

/**
 * Where the servers differ.
 *
 * @param calls the last of them is the one whose replies differ (or after which the data does)
 * @param inState the data differs, not a reply
 */
record Difference(List<Call> calls, int protocol, boolean inState, String theirs, String ours) {
  /** Differences of the same kind are reported once. */
  String kind() {
    return inState ? "state" : calls.getLast().row().text();
  }

  boolean isLike(Difference other) {
    return inState == other.inState
        && (inState || calls.getLast().row() == other.calls.getLast().row());
  }

  String show(long seed) {
    StringBuilder text = new StringBuilder();
    text.append(inState ? "data" : "reply").append(" differs, RESP").append(protocol);
    text.append(", seed ").append(seed).append(", after\n");
    int from = Math.max(0, calls.size() - 15);
    if (from > 0) {
      text.append("    ... ").append(from).append(" calls before ...\n");
    }
    for (Call call : calls.subList(from, calls.size())) {
      text.append("    ").append(call.show()).append('\n');
    }
    if (inState) {
      return text.append("  ").append(theirs.strip()).toString();
    }
    return text + "  redis   " + theirs + "\n  jacinth " + ours;
  }
}
