package io.jacinth.server.differential;

import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What has been tried: rows made, rows that worked, known differences seen. */
final class Exercise {
  private final Set<Row> made = new HashSet<>();
  private final Set<Row> worked = new HashSet<>();
  private final Set<Family.Known> seen = new HashSet<>();
  private long calls;
  private boolean silent;
  private boolean over;

  /** The rows of a server, {@code container|sub} for subcommands. */
  static Set<String> rows(Wire wire) {
    RespReader reader = new RespReader();
    reader.feed(wire.ask("COMMAND LIST"));
    Set<String> names = new TreeSet<>();
    if (reader.next() instanceof RespValue.Aggregate all) {
      for (RespValue item : all.items()) {
        names.add(((RespValue.Bulk) item).text());
      }
    }
    if (names.isEmpty()) {
      throw new IllegalStateException("COMMAND LIST says nothing");
    }
    return names;
  }

  void begin() {
    over = false;
  }

  void silence(boolean on) {
    silent = on;
  }

  /** Calls are only made again. */
  boolean isSilent() {
    return silent;
  }

  void note(
      Call call,
      byte[] theirs,
      byte[] ours,
      Family.@org.jspecify.annotations.Nullable Known known) {
    boolean works = theirs.length == 0 || theirs[0] != '-';
    boolean worksHere = known != null && ours.length > 0 && ours[0] != '-';
    over |= call.row().last() && works;
    over |= known != null && known.last();
    if (silent) {
      return;
    }
    calls++;
    made.add(call.row());
    if (works || worksHere) {
      worked.add(call.row());
    }
    if (known != null) {
      seen.add(known);
    }
  }

  /** Nothing more can be compared in this episode. */
  boolean isOver() {
    return over;
  }

  long calls() {
    return calls;
  }

  /** What of a family's file was of no use, one line for each. */
  List<String> idle(Family family) {
    List<String> idle = new ArrayList<>();
    for (Row row : family.rows()) {
      if (!made.contains(row)) {
        idle.add("never made: " + row.text());
      } else if (!worked.contains(row) && !row.fails()) {
        idle.add("never succeeds (mark it with ':: fails' if it cannot): " + row.text());
      }
    }
    for (Family.Known known : family.usualDifferences()) {
      if (!seen.contains(known)) {
        idle.add("listed as different but is not: " + known.call());
      }
    }
    return idle;
  }

  /** The rows of our server that no call has been made of. */
  Set<String> missing(Set<String> ourRows) {
    Set<String> missing = new TreeSet<>(ourRows);
    for (Row row : made) {
      for (String name : row.names()) {
        missing.remove(name);
      }
    }
    return missing;
  }
}
