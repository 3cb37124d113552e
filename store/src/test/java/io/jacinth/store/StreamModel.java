package io.jacinth.store;

import java.util.TreeMap;

/** A stream as plain maps, to compare with. */
final class StreamModel {
  private StreamModel() {}

  record Id(long ms, long seq) implements Comparable<Id> {
    @Override
    public int compareTo(Id other) {
      return StreamView.compare(ms, seq, other.ms, other.seq);
    }
  }

  record Pending(String consumer, long wallMs, long count) {}

  static final class Group {
    Id last = new Id(0, 0);
    final TreeMap<String, Long> seen = new TreeMap<>();
    final TreeMap<Id, Pending> pending = new TreeMap<>();

    Group copy() {
      Group copy = new Group();
      copy.last = last;
      copy.seen.putAll(seen);
      copy.pending.putAll(pending);
      return copy;
    }

    @Override
    public String toString() {
      return last + " " + seen + " " + pending;
    }
  }

  static final class Model {
    final TreeMap<Id, String> entries = new TreeMap<>();
    final TreeMap<String, Group> groups = new TreeMap<>();
    Id last = new Id(0, 0);
    long added;

    Model copy() {
      Model copy = new Model();
      copy.entries.putAll(entries);
      groups.forEach((name, group) -> copy.groups.put(name, group.copy()));
      copy.last = last;
      copy.added = added;
      return copy;
    }

    @Override
    public String toString() {
      return last + " " + added + " " + entries + " " + groups;
    }
  }
}
