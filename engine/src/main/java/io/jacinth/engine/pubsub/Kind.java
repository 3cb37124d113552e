package io.jacinth.engine.pubsub;

import io.jacinth.engine.session.Subscriptions;
import java.util.Set;

/** What one can subscribe to. */
enum Kind {
  CHANNEL("subscribe", "unsubscribe"),
  PATTERN("psubscribe", "punsubscribe"),
  SHARD("ssubscribe", "sunsubscribe");

  private final String subscribeWord;
  private final String unsubscribeWord;

  Kind(String subscribeWord, String unsubscribeWord) {
    this.subscribeWord = subscribeWord;
    this.unsubscribeWord = unsubscribeWord;
  }

  String subscribeWord() {
    return subscribeWord;
  }

  String unsubscribeWord() {
    return unsubscribeWord;
  }

  /** A session's own names of this kind. */
  Set<String> of(Subscriptions session) {
    return switch (this) {
      case CHANNEL -> session.channels();
      case PATTERN -> session.patterns();
      case SHARD -> session.shardChannels();
    };
  }
}
