package io.jacinth.engine.keyspace;

import java.util.List;

/** The policies of {@code maxmemory-policy}, in the order of its choices. */
public enum EvictionPolicy {
  VOLATILE_LRU(Order.LRU, true),
  VOLATILE_LFU(Order.LFU, true),
  VOLATILE_RANDOM(Order.RANDOM, true),
  VOLATILE_TTL(Order.TTL, true),
  ALLKEYS_LRU(Order.LRU, false),
  ALLKEYS_LFU(Order.LFU, false),
  ALLKEYS_RANDOM(Order.RANDOM, false),
  NOEVICTION(Order.NONE, false);

  /** Which key goes first. */
  enum Order {
    LRU,
    LFU,
    RANDOM,
    TTL,
    NONE
  }

  private static final List<EvictionPolicy> ALL = List.of(values());

  final Order order;

  /** Only keys with an expiry go. */
  final boolean onlyExpiring;

  EvictionPolicy(Order order, boolean onlyExpiring) {
    this.order = order;
    this.onlyExpiring = onlyExpiring;
  }

  /** The policy whose name has that place among the choices of the option. */
  public static EvictionPolicy at(int place) {
    return ALL.get(place);
  }

  /** The access words of entries are frequencies, not times. */
  public boolean countsFrequency() {
    return order == Order.LFU;
  }
}
