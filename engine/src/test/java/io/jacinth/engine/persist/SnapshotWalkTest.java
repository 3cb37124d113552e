package io.jacinth.engine.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.keyspace.DatabaseFlush;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.Expiry;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.SlotDrop;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Evacuation;
import io.jacinth.store.HashEdit;
import io.jacinth.store.Store;
import io.jacinth.store.StoreSettings;
import io.jacinth.store.StoreValidator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whatever is written meanwhile, the walk hands over exactly what was there when it began. */
class SnapshotWalkTest {
  private static final long WALL_MS = 1_700_000_000_000L;

  /** A spill file in memory that is sometimes behind. */
  private static final class MemorySpill implements SpillFile {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final Random random;
    boolean discarded;

    MemorySpill(Random random) {
      this.random = random;
    }

    @Override
    public void append(byte[] more, int offset, int length) {
      bytes.write(more, offset, length);
    }

    @Override
    public long unwrittenBytes() {
      return 0;
    }

    @Override
    public boolean read(long position, byte[] target, int offset, int length) {
      if (random.nextInt(3) == 0) {
        return false;
      }
      System.arraycopy(bytes.toByteArray(), (int) position, target, offset, length);
      return true;
    }

    @Override
    public void discard() {
      discarded = true;
    }
  }

  /** A keyspace and what it should hold. */
  private static final class Model {
    final Random random;
    final Keyspace keyspace;
    final int databases;
    final int keys;
    final Map<String, String> state = new TreeMap<>();
    final List<MemorySpill> spills = new ArrayList<>();
    final SnapshotWalk walk;

    Model(long seed, boolean slotted, long sideMemoryBytes) {
      random = new Random(seed);
      databases = slotted ? 1 : 3;
      keys = 1 + random.nextInt(3000);
      Store store = new Store(StoreSettings.withHashKey(seed, 42), Runnable::run);
      keyspace = new Keyspace(store, databases, slotted, random);
      SpillFile.Factory files =
          () -> {
            MemorySpill spill = new MemorySpill(random);
            spills.add(spill);
            return spill;
          };
      walk =
          new SnapshotWalk(
              keyspace, files, new SnapshotWalk.Limits(sideMemoryBytes, Long.MAX_VALUE));
      sets = new WalkedSets(keyspace, random, databases, state);
      streams = new WalkedStreams(keyspace, random, databases);
    }

    final Hashes hashes = new Hashes();
    final WalkedSets sets;
    final WalkedStreams streams;

    /** All keys with what they hold now. */
    Map<String, String> expected() {
      Map<String, String> expected = new TreeMap<>(state);
      keyspace.begin(WALL_MS, Expiry.DELETE, true);
      expected.putAll(streams.texts());
      return expected;
    }

    /** The hashes among the keys: packed and large, changed, replaced, renamed, copied, deleted. */
    private final class Hashes {
      private static final int LISTPACK_MAX = 16;

      private final Map<String, TreeMap<String, String>> fields = new TreeMap<>();
      private HashEdit edit;
      private int keyCount;
      private int fieldCount;

      void change() {
        if (edit == null) {
          edit = keyspace.store().newHashEdit();
          keyCount = 1 + random.nextInt(20);
          fieldCount = 1 << random.nextInt(11);
        }
        int db = random.nextInt(databases);
        String name = "hash:" + random.nextInt(keyCount);
        byte[] key = latin1(name);
        String full = db + "/" + name;
        WriteDoor door = keyspace.openForWrite(db, key, 0, key.length);
        switch (random.nextInt(60)) {
          case 0 -> remove(door, full);
          case 1 -> rename(door, db, full);
          case 2 -> copy(door, db, full);
          case 3 -> expire(door, full);
          case 4 -> keyspaceFree(door);
          default -> field(door, full);
        }
      }

      private void keyspaceFree(WriteDoor door) {
        door.unchanged();
        keyspace.store().freeQueue().freeSome(random.nextInt(100));
      }

      private void remove(WriteDoor door, String full) {
        if (!door.exists()) {
          door.unchanged();
          return;
        }
        door.removed(EventClass.GENERIC, "del", random.nextBoolean());
        fields.remove(full);
        state.remove(full);
      }

      private void expire(WriteDoor door, String full) {
        if (!door.exists()) {
          door.unchanged();
          return;
        }
        door.setExpire(expiry());
        note(full, door.expireAtWallMs());
        door.commit(EventClass.GENERIC, "expire");
      }

      private void rename(WriteDoor door, int db, String full) {
        if (!door.exists()) {
          door.unchanged();
          return;
        }
        int entry = door.taken();
        state.remove(full);
        TreeMap<String, String> moved = fields.remove(full);
        String name = "hash:" + random.nextInt(keyCount);
        byte[] key = latin1(name);
        WriteDoor target = keyspace.openForWrite(db, key, 0, key.length);
        target.putTaken(entry);
        fields.put(db + "/" + name, moved);
        note(db + "/" + name, target.expireAtWallMs());
        target.commit(EventClass.GENERIC, "rename_to");
      }

      private void copy(WriteDoor door, int db, String full) {
        int entry = door.entry();
        door.unchanged();
        if (entry == 0) {
          return;
        }
        String name = "hash:" + random.nextInt(keyCount);
        byte[] key = latin1(name);
        Draft draft = keyspace.store().copyOf(entry, key, 0, key.length);
        WriteDoor target = keyspace.openForWrite(db, key, 0, key.length);
        target.putDraft(draft, expiry());
        fields.put(db + "/" + name, new TreeMap<>(fields.get(full)));
        note(db + "/" + name, target.expireAtWallMs());
        target.commit(EventClass.GENERIC, "copy_to");
      }

      private void field(WriteDoor door, String full) {
        TreeMap<String, String> map = fields.computeIfAbsent(full, name -> new TreeMap<>());
        edit.open(door.site(), LISTPACK_MAX, 64);
        String field = "field:" + random.nextInt(fieldCount);
        byte[] bytes = latin1(field);
        if (random.nextInt(3) > 0) {
          String value = random.nextInt(200) == 0 ? "v".repeat(9000) : "" + random.nextInt(1000);
          byte[] text = latin1(value);
          edit.put(bytes, 0, bytes.length, text, 0, text.length);
          map.put(field, value);
          note(full, door.expireAtWallMs());
          door.commit(EventClass.HASH, "hset");
        } else if (!edit.remove(bytes, 0, bytes.length)) {
          door.unchanged();
          if (map.isEmpty()) {
            fields.remove(full);
          }
        } else {
          map.remove(field);
          if (map.isEmpty()) {
            door.emptied(EventClass.HASH, "hdel", 1);
            fields.remove(full);
            state.remove(full);
          } else {
            note(full, door.expireAtWallMs());
            door.commit(EventClass.HASH, "hdel");
          }
        }
      }

      private void note(String full, long expireAtWallMs) {
        state.put(full, fields.get(full) + "@" + expireAtWallMs);
      }
    }

    private static byte[] latin1(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private int evacuatedDb;
    private int evacuatedSlot;
    private long evacuationAt;

    /** Entries and values move to other places now and then, beside the walk. */
    private void evacuate() {
      Evacuation evacuation = keyspace.store().evacuation();
      if (!evacuation.isUnderWay()) {
        if (random.nextInt(20) == 0) {
          evacuation.plan();
          evacuatedDb = random.nextInt(databases);
          evacuatedSlot = 0;
          evacuationAt = 0;
        }
        return;
      }
      Database database = keyspace.database(evacuatedDb);
      for (int i = 0; i < 50; i++) {
        EntryTable table = database.table(evacuatedSlot);
        long before = evacuation.movedBlocks();
        evacuationAt =
            table == null ? EntryTable.POSITION_END : evacuation.step(table, evacuationAt);
        moved += evacuation.movedBlocks() - before;
        if (evacuationAt == EntryTable.POSITION_END) {
          evacuationAt = 0;
          if (++evacuatedSlot == database.tableCount()) {
            evacuation.end();
            return;
          }
        }
      }
    }

    void change() {
      evacuate();
      keyspace.begin(WALL_MS, Expiry.DELETE, true);
      switch (random.nextInt(6)) {
        case 0, 1 -> hashes.change();
        case 2 -> sets.change();
        case 3 -> streams.change();
        default -> changeString();
      }
    }

    private void changeString() {
      int db = random.nextInt(databases);
      String name = "key:" + random.nextInt(keys);
      byte[] key = name.getBytes(StandardCharsets.ISO_8859_1);
      WriteDoor door = keyspace.openForWrite(db, key, 0, key.length);
      String full = db + "/" + name;
      switch (random.nextInt(7)) {
        case 0, 1 -> put(door, full, text(), expiry());
        case 2 -> {
          long number = random.nextLong() >> random.nextInt(64);
          long expireAt = expiry();
          door.putInteger(number, expireAt);
          door.commit(EventClass.STRING, "set");
          state.put(full, number + "@" + expireAt);
        }
        case 3, 4 -> {
          if (door.exists()) {
            door.removed(EventClass.GENERIC, "del");
            state.remove(full);
          } else {
            door.unchanged();
          }
        }
        case 5 -> {
          if (door.exists()) {
            long expireAt = expiry();
            door.setExpire(expireAt);
            door.commit(EventClass.GENERIC, "expire");
            String old = state.get(full);
            state.put(full, old.substring(0, old.lastIndexOf('@')) + "@" + expireAt);
          } else {
            door.unchanged();
          }
        }
        default -> {
          if (door.exists()) {
            byte[] more = "more".getBytes(StandardCharsets.ISO_8859_1);
            long expireAt = door.expireAtWallMs();
            door.append(more, 0, more.length);
            door.commit(EventClass.STRING, "append");
            String old = state.get(full);
            state.put(full, old.substring(0, old.lastIndexOf('@')) + "more@" + expireAt);
          } else {
            door.unchanged();
          }
        }
      }
    }

    private void put(WriteDoor door, String full, String value, long expireAt) {
      byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
      door.putString(bytes, 0, bytes.length, expireAt);
      door.commit(EventClass.STRING, "set");
      state.put(full, value + "@" + expireAt);
    }

    private long expiry() {
      return random.nextInt(3) == 0 ? WALL_MS + 1 + random.nextInt(1000) : EntryTable.NO_EXPIRE;
    }

    private String text() {
      int kind = random.nextInt(400);
      int length = kind == 0 ? 700_000 : kind < 3 ? 70_000 : kind < 20 ? 3000 : random.nextInt(100);
      return Character.toString('a' + random.nextInt(26)).repeat(length);
    }
  }

  /** Blocks that all runs together have moved. */
  private static long moved;

  @AfterAll
  static void blocksWereMovedBesideTheWalks() {
    assertThat(moved).isGreaterThan(1000);
  }

  private static void run(long seed, boolean slotted, long sideMemoryBytes) {
    Model model = new Model(seed, slotted, sideMemoryBytes);
    int before = model.random.nextInt(model.keys * 3);
    for (int i = 0; i < before; i++) {
      model.change();
    }
    long[] nanos = {0};
    for (int walk = 0; walk < 4; walk++) {
      Map<String, String> expected = model.expected();
      Collected sink = new Collected(model.random, model.keyspace.store());
      model.walk.start(List.of(sink));
      int steps = 0;
      int changesPerStep = model.random.nextInt(30);
      boolean giveUp = model.random.nextInt(4) == 0;
      while (model.walk.isRunning()) {
        model.walk.step(() -> nanos[0]++, model.random.nextInt(12));
        for (int i = 0; i < changesPerStep; i++) {
          model.change();
        }
        if (giveUp && steps == 20) {
          model.walk.abort("test");
        }
        assertThat(steps++).as("steps").isLessThan(200_000);
      }
      if (sink.complete) {
        assertThat(sink.entries).as("seed %d, walk %d", seed, walk).isEqualTo(expected);
      } else {
        assertThat(sink.aborted).isEqualTo("test");
      }
      assertThat(model.spills).allMatch(spill -> spill.discarded);
      assertThat(model.keyspace.store().frozenValues().savedBytes()).isZero();
    }
    List<EntryTable> tables = new ArrayList<>();
    for (int db = 0; db < model.databases; db++) {
      Database database = model.keyspace.database(db);
      for (int i = 0; i < database.tableCount(); i++) {
        if (database.table(i) != null) {
          tables.add(database.table(i));
        }
      }
    }
    StoreValidator.validate(model.keyspace.store(), tables);
  }

  @Test
  void handsOverTheStateOfItsStart() {
    for (long seed = 1; seed <= 60; seed++) {
      run(seed, false, 32 << 20);
    }
  }

  @Test
  void handsOverTheStateOfItsStartWithATablePerSlot() {
    for (long seed = 100; seed < 120; seed++) {
      run(seed, true, 32 << 20);
    }
  }

  @Test
  void theSideStreamGoesThroughAFileWhenItIsLong() {
    for (long seed = 200; seed < 230; seed++) {
      run(seed, false, 300);
    }
  }

  @Test
  void droppedSlotsAreHandedOverAllTheSame() {
    for (long seed = 300; seed < 310; seed++) {
      Model model = new Model(seed, true, 32 << 20);
      for (int i = 0; i < 3000; i++) {
        model.change();
      }
      Map<String, String> expected = model.expected();
      Collected sink = new Collected(model.random, model.keyspace.store());
      model.walk.start(List.of(sink));
      long[] nanos = {0};
      while (model.walk.isRunning()) {
        model.walk.step(() -> nanos[0]++, 1);
        SlotDrop.drop(model.keyspace, model.random.nextInt(16384), null);
      }
      assertThat(sink.entries).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void flushingEndsTheWalk() {
    Model model = new Model(5, false, 32 << 20);
    for (int i = 0; i < 2000; i++) {
      model.change();
    }
    Collected sink = new Collected(model.random, model.keyspace.store());
    model.walk.start(List.of(sink));
    model.walk.step(() -> 0, 0);
    DatabaseFlush.flushAll(model.keyspace, false);
    assertThat(model.walk.isRunning()).isFalse();
    assertThat(sink.aborted).contains("flushed");
    assertThat(sink.complete).isFalse();
  }

  @Test
  void numbersOfWalksComeRoundWithoutHarm() {
    Model model = new Model(6, false, 32 << 20);
    for (int i = 0; i < 500; i++) {
      model.change();
    }
    long[] nanos = {0};
    for (int walk = 0; walk < 600; walk++) {
      Collected given = new Collected(model.random, model.keyspace.store());
      model.walk.start(List.of(given));
      for (int i = 0; i < 3; i++) {
        model.change();
      }
      if (walk % 299 != 298) {
        model.walk.abort("given up");
        continue;
      }
      while (model.walk.isRunning()) {
        model.walk.step(() -> nanos[0]++, 5);
      }
    }
    Map<String, String> expected = model.expected();
    Collected sink = new Collected(model.random, model.keyspace.store());
    model.walk.start(List.of(sink));
    while (model.walk.isRunning()) {
      model.walk.step(() -> nanos[0]++, 5);
    }
    assertThat(sink.entries).isEqualTo(expected);
  }
}
