package io.jacinth.engine.rdb;

import io.jacinth.engine.config.Config;
import io.jacinth.store.Entries;
import io.jacinth.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The codecs of all types but strings, which are everywhere handled by themselves. */
public final class ValueCodecs {
  private final List<ValueCodec> all;
  private final Entries entries;

  public ValueCodecs(Store store, Config config) {
    entries = store.entries();
    all =
        List.of(
            new SetCodec(store, config),
            new StreamCodec(store),
            new HashCodec(store, config),
            new ListCodec(store, config),
            new ZsetCodec(store, config));
  }

  /** Where the values are. */
  public Entries entries() {
    return entries;
  }

  /** The codec of a type of {@link io.jacinth.store.ValueTypes}. */
  public ValueCodec of(int type) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).type() == type) {
        return all.get(i);
      }
    }
    throw new IllegalStateException("no codec for type " + type);
  }

  /** The codec that reads an RDB type, null if none does. */
  @Nullable ValueCodec reading(int rdbType) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).reads(rdbType)) {
        return all.get(i);
      }
    }
    return null;
  }
}
