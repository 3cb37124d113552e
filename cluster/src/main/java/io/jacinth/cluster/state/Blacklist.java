package io.jacinth.cluster.state;

import io.jacinth.cluster.bus.PingExtensions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes that were forgotten on purpose: gossip must not bring them back for a minute, long enough
 * to tell every node to forget them.
 */
public final class Blacklist {
  /** As Redis. */
  public static final long TTL_MS = 60_000;

  private static final int MAX_ENTRIES = 4096;

  private final Map<String, Long> untilMonoMs = new LinkedHashMap<>();

  public void add(String id, long monoMs, long ttlMs) {
    expire(monoMs);
    if (untilMonoMs.size() < MAX_ENTRIES) {
      untilMonoMs.put(id, monoMs + Math.min(ttlMs, TTL_MS));
    }
  }

  public boolean contains(String id, long monoMs) {
    expire(monoMs);
    return untilMonoMs.containsKey(id);
  }

  public void clear() {
    untilMonoMs.clear();
  }

  /** For the ping extension: what is left of each, in whole seconds. */
  public List<PingExtensions.Forgotten> remaining(long monoMs) {
    if (untilMonoMs.isEmpty()) {
      return List.of();
    }
    expire(monoMs);
    List<PingExtensions.Forgotten> list = new ArrayList<>();
    for (Map.Entry<String, Long> entry : untilMonoMs.entrySet()) {
      long seconds = (entry.getValue() - monoMs) / 1000;
      if (seconds > 0) {
        list.add(new PingExtensions.Forgotten(entry.getKey(), seconds));
      }
    }
    return list;
  }

  private void expire(long monoMs) {
    if (!untilMonoMs.isEmpty()) {
      untilMonoMs.values().removeIf(until -> until <= monoMs);
    }
  }
}
