package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After every test of this module each store it opened must be empty to the byte: everything has
 * been freed, and everything freed was counted when it came. What tables and drafts still hold goes
 * first, as by FLUSHALL, so a test leaves its store open. Registered in {@code META-INF}: no test
 * can leave it out.
 */
public final class NoLeak implements AfterEachCallback {
  private static final List<Store> OPENED = new ArrayList<>();
  private static final IdentityHashMap<Store, List<EntryTable>> TABLES = new IdentityHashMap<>();

  /** A store for a test; the only way to one. */
  static Store open(StoreSettings settings, Executor executor) {
    Store store = new Store(settings, executor);
    OPENED.add(store);
    return store;
  }

  static Store open() {
    return open(StoreSettings.withHashKey(1, 2), Runnable::run);
  }

  /** A table that is dropped at the end of the test, if the store is still open then. */
  static EntryTable table(Store store) {
    EntryTable table = store.newTable();
    TABLES.computeIfAbsent(store, opened -> new ArrayList<>()).add(table);
    return table;
  }

  /** A site in a table that nobody else looks at. */
  static ValueSite site(Store store, EntryTable table) {
    return new ValueSite(
        store,
        new ValueSite.Owner() {
          @Override
          public void beforeChange() {}

          @Override
          public EntryTable table() {
            return table;
          }
        });
  }

  private static void drop(Store store) {
    for (Draft draft : List.copyOf(store.drafts())) {
      draft.discard();
    }
    for (EntryTable table : TABLES.getOrDefault(store, List.of())) {
      store.freeQueue().add(table);
    }
    for (int i = 0; store.freeQueue().freeSome(1000) > 0; i++) {
      assertThat(i).isLessThan(10_000_000);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<Store> stores = List.copyOf(OPENED);
    try {
      if (context.getExecutionException().isEmpty()) {
        stores.forEach(NoLeak::drop);
      }
    } finally {
      OPENED.clear();
      TABLES.clear();
    }
    if (context.getExecutionException().isEmpty()) {
      for (Store store : stores) {
        assertThat(store.usedBytes()).as("bytes in use at the end").isZero();
        store.close();
      }
    }
  }
}
