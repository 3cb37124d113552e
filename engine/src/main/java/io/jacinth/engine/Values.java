package io.jacinth.engine;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.rdb.DumpPayload;
import io.jacinth.engine.rdb.ValueCodecs;
import io.jacinth.store.HashEdit;
import io.jacinth.store.HashView;
import io.jacinth.store.Store;
import io.jacinth.store.ZsetEdit;
import io.jacinth.store.ZsetView;

/**
 * What commands look at values of all types through: a window for reading and one for writing per
 * type, of which each command uses one at a time, and the codecs.
 */
public final class Values {
  private final ValueCodecs codecs;
  private final DumpPayload dump;
  private final HashView hashView;
  private final HashEdit hashEdit;
  private final ZsetView zsetView;
  private final ZsetEdit zsetEdit;

  Values(Store store, Config config) {
    codecs = new ValueCodecs(store, config);
    dump = new DumpPayload(store, codecs);
    hashView = store.newHashView();
    hashEdit = store.newHashEdit();
    zsetView = store.newZsetView();
    zsetEdit = store.newZsetEdit();
  }

  public ValueCodecs codecs() {
    return codecs;
  }

  public DumpPayload dump() {
    return dump;
  }

  public HashView hashView() {
    return hashView;
  }

  public HashEdit hashEdit() {
    return hashEdit;
  }

  public ZsetView zsetView() {
    return zsetView;
  }

  public ZsetEdit zsetEdit() {
    return zsetEdit;
  }
}
