package io.jacinth.engine.session;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one session subscribes to, in the order it did. Names are Latin-1 text, one char per byte.
 */
public final class Subscriptions {
  private final Set<String> channels = new LinkedHashSet<>();
  private final Set<String> patterns = new LinkedHashSet<>();
  private final Set<String> shardChannels = new LinkedHashSet<>();

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
