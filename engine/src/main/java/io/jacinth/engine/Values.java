package io.jacinth.engine;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.PersistenceOptions;
import io.jacinth.engine.rdb.DumpPayload;
import io.jacinth.engine.rdb.ValueCodecs;
import io.jacinth.store.HashEdit;
import io.jacinth.store.HashView;
import io.jacinth.store.ListEdit;
import io.jacinth.store.ListView;
import io.jacinth.store.SetEdit;
import io.jacinth.store.SetView;
import io.jacinth.store.Store;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.StreamView;
import io.jacinth.store.ZsetEdit;
import io.jacinth.store.ZsetView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What commands look at values of all types through: a window for reading and one for writing per
 * type, of which each command uses one at a time, and the codecs.
 */
public final class Values {
  private static final int SET_VIEWS_KEPT = 64;

  private final ValueCodecs codecs;
  private final DumpPayload dump;
  private final HashView hashView;
  private final HashEdit hashEdit;
  private final ZsetView zsetView;
  private final ZsetEdit zsetEdit;
  private final Store store;
  private final List<SetView> setViews = new ArrayList<>();
  private final SetEdit setEdit;
  private final StreamView streamView;
  private final StreamEdit streamEdit;
  private final ListView listView;
  private final ListEdit listEdit;

  Values(Store store, Config config) {
    codecs = new ValueCodecs(store, config);
    dump = new DumpPayload(store, codecs);
    configure(dump, config);
    config.onChange(() -> configure(dump, config), PersistenceOptions.RDBCOMPRESSION);
    hashView = store.newHashView();
    hashEdit = store.newHashEdit();
    zsetView = store.newZsetView();
    zsetEdit = store.newZsetEdit();
    this.store = store;
    setEdit = store.newSetEdit();
    streamView = store.newStreamView();
    streamEdit = store.newStreamEdit();
    listView = store.newListView();
    listEdit = store.newListEdit();
  }

  private static @Nullable String configure(DumpPayload dump, Config config) {
    dump.compress(config.isOn(PersistenceOptions.RDBCOMPRESSION));
    return null;
  }

  /** Between two commands: what grew for one huge element is not kept. */
  void letGo() {
    streamView.letGo();
    streamEdit.letGo();
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

  /**
   * One of several windows on sets, of which the first ones are kept: some commands look at many.
   */
  public SetView setView(int i) {
    if (i >= SET_VIEWS_KEPT) {
      return store.newSetView();
    }
    while (setViews.size() <= i) {
      setViews.add(store.newSetView());
    }
    return setViews.get(i);
  }

  public SetEdit setEdit() {
    return setEdit;
  }

  public ListView listView() {
    return listView;
  }

  public ListEdit listEdit() {
    return listEdit;
  }

  public StreamView streamView() {
    return streamView;
  }

  public StreamEdit streamEdit() {
    return streamEdit;
  }
}
