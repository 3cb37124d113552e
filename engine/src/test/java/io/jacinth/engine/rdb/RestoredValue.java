package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.GroupEdit;
import io.jacinth.store.HashEdit;
import io.jacinth.store.ListEdit;
import io.jacinth.store.SetEdit;
import io.jacinth.store.Store;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.ValueTypes;
import io.jacinth.store.ZsetEdit;

/** Changes a value that came from outside as commands would: what was accepted must bear it. */
final class RestoredValue {
  private static final byte[] NEW = {'n', 'e', 'w'};
  private static final int FEW = 20;

  private final Store store;
  private final Draft draft;

  RestoredValue(Store store, Draft draft) {
    this.store = store;
    this.draft = draft;
  }

  void change() {
    switch (store.entries().type(draft.entry())) {
      case ValueTypes.HASH -> hash(store.newHashEdit().open(draft.site(), 128, 64));
      case ValueTypes.SET ->
          set(store.newSetEdit().open(draft.site(), new SetEdit.Limits(9, 9, 9)));
      case ValueTypes.ZSET -> zset(store.newZsetEdit().open(draft.site(), 128, 64));
      case ValueTypes.LIST -> list(store.newListEdit().open(draft.site(), -2, 1));
      default -> stream(store.newStreamEdit().open(draft.site(), 4096, 100));
    }
  }

  private static void hash(HashEdit hash) {
    hash.next();
    byte[] field = hash.field().bytes();
    hash.put(field, 0, field.length, NEW, 0, NEW.length);
    hash.put(NEW, 0, NEW.length, field, 0, field.length);
    hash.remove(field, 0, field.length);
  }

  private static void set(SetEdit set) {
    set.next();
    byte[] member = set.member().bytes();
    set.add(NEW, 0, NEW.length);
    set.remove(member, 0, member.length);
  }

  private static void zset(ZsetEdit zset) {
    zset.goToRank(0);
    byte[] member = zset.member().bytes();
    zset.put(0.1, NEW, 0, NEW.length);
    zset.put(0.2, member, 0, member.length);
    zset.removeRanks(0, zset.size() - 1);
  }

  private static void list(ListEdit list) {
    list.expect(2L * NEW.length, 2);
    list.push(true, NEW, 0, NEW.length);
    list.push(false, NEW, 0, NEW.length);
    for (boolean more = list.seek(list.size() / 2); more && list.size() > FEW; ) {
      more = list.remove(true);
    }
    list.settle();
  }

  private static void stream(StreamEdit stream) {
    for (int i = 0; i < FEW; i++) {
      stream.range(0, 0, -1, -1, i % 2 == 0);
      if (stream.next()) {
        stream.delete(stream.ms(), stream.seq());
      }
    }
    stream.trim(stream.length() / 2, 0, 0, false, 0);
    if (stream.lastSeq() != -1) {
      stream.append(stream.lastMs(), stream.lastSeq() + 1, new OneField());
    }
    GroupEdit groups = stream.groups();
    while (groups.first()) {
      if (groups.firstConsumer()) {
        if (groups.ownFrom(0, 0)) {
          groups.acknowledge(groups.pendingMs(), groups.pendingSeq());
        }
        groups.firstConsumer();
        groups.deleteConsumer();
      }
      groups.destroy();
    }
  }

  /** A field and its value. */
  private static final class OneField implements StreamEdit.Words {
    @Override
    public int count() {
      return 2;
    }

    @Override
    public byte[] array(int i) {
      return NEW;
    }

    @Override
    public int offset(int i) {
      return 0;
    }

    @Override
    public int length(int i) {
      return NEW.length;
    }
  }
}
