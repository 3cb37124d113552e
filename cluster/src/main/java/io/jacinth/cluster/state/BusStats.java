package io.jacinth.cluster.state;

import io.jacinth.cluster.bus.BusType;

/** Counters of CLUSTER INFO. */
public final class BusStats {
  private static final BusType[] TYPES = BusType.values();

  private final long[] sent = new long[TYPES.length];
  private final long[] received = new long[TYPES.length];

  public void sent(BusType type) {
    sent[type.ordinal()]++;
  }

  public void received(BusType type) {
    received[type.ordinal()]++;
  }

  /** The lines from {@code cluster_stats_messages_...} on: types never seen are left out. */
  public void append(StringBuilder out) {
    append(out, sent, "sent");
    append(out, received, "received");
  }

  private static void append(StringBuilder out, long[] counts, String word) {
    long total = 0;
    for (int i = 0; i < TYPES.length; i++) {
      if (counts[i] != 0) {
        total += counts[i];
        out.append("cluster_stats_messages_").append(TYPES[i].statName()).append('_');
        out.append(word).append(':').append(counts[i]).append("\r\n");
      }
    }
    out.append("cluster_stats_messages_").append(word).append(':').append(total).append("\r\n");
  }
}
