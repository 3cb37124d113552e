package io.jacinth.engine.session;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one session subscribes to, in the order it did. Names are Latin-1 text, one char per byte.
 */
public final class Subscriptions {
  /** Objects of one subscription here and in the table of all, without the name. */
  private static final int NAME_BYTES = 250;

  private final Set<String> channels = new LinkedHashSet<>();
  private final Set<String> patterns = new LinkedHashSet<>();
  private final Set<String> shardChannels = new LinkedHashSet<>();
  private long heldBytes;

  /** Adds to one of the three sets; false if it is there already. */
  public boolean add(Set<String> to, String name) {
    boolean added = to.add(name);
    heldBytes += added ? NAME_BYTES + name.length() : 0;
    return added;
  }

  /** Takes out of one of the three sets; false if it is not there. */
  public boolean remove(Set<String> from, String name) {
    boolean removed = from.remove(name);
    heldBytes -= removed ? NAME_BYTES + name.length() : 0;
    return removed;
  }

  /** What they take on the heap, nearly. */
  public long heldBytes() {
    return heldBytes;
  }

  public Set<String> channels() {
    return channels;
  }

  public Set<String> patterns() {
    return patterns;
  }

  public Set<String> shardChannels() {
    return shardChannels;
  }

  /** What replies to SUBSCRIBE and PSUBSCRIBE count. */
  public int channelsAndPatterns() {
    return channels.size() + patterns.size();
  }

  public boolean isEmpty() {
    return channels.isEmpty() && patterns.isEmpty() && shardChannels.isEmpty();
  }
}
