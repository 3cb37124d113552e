package io.jacinth.engine.persist;

import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.store.EntryTable;
import io.jacinth.store.SetEdit;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sets of each form among the keys of {@link SnapshotWalkTest}. */
final class WalkedSets {
  private static final SetEdit.Limits LIMITS = new SetEdit.Limits(16, 16, 64);

  private final Keyspace keyspace;
  private final Random random;
  private final int databases;
  private final Map<String, String> state;
  private final SetEdit edit;
  private final int keyCount;
  private final int memberCount;
  private final Map<String, TreeSet<String>> members = new TreeMap<>();

  WalkedSets(Keyspace keyspace, Random random, int databases, Map<String, String> state) {
    this.keyspace = keyspace;
    this.random = random;
    this.databases = databases;
    this.state = state;
    edit = keyspace.store().newSetEdit();
    keyCount = 1 + random.nextInt(10);
    memberCount = 1 << random.nextInt(11);
  }

  void change() {
    int db = random.nextInt(databases);
    String name = "set:" + random.nextInt(keyCount);
    byte[] key = name.getBytes(StandardCharsets.ISO_8859_1);
    String full = db + "/" + name;
    TreeSet<String> set = members.computeIfAbsent(full, n -> new TreeSet<>());
    WriteDoor door = keyspace.openForWrite(db, key, 0, key.length);
    if (random.nextInt(60) == 0 && door.exists()) {
      door.removed(EventClass.GENERIC, "del", random.nextBoolean());
      set.clear();
      state.remove(full);
      return;
    }
    String member = (random.nextInt(8) == 0 ? "text" : "") + random.nextInt(memberCount);
    byte[] bytes = member.getBytes(StandardCharsets.ISO_8859_1);
    boolean adds = random.nextInt(3) > 0;
    if (!adds && !door.exists()) {
      door.unchanged();
      return;
    }
    boolean isNew = !door.exists();
    edit.open(door.site(), LIMITS);
    if (isNew) {
      edit.createFor(bytes, 0, bytes.length, 1);
    }
    boolean changed = adds ? edit.add(bytes, 0, bytes.length) : edit.remove(bytes, 0, bytes.length);
    if (adds) {
      set.add(member);
    } else {
      set.remove(member);
    }
    if (set.isEmpty()) {
      door.emptied(EventClass.SET, "srem", 1);
      state.remove(full);
    } else if (changed) {
      door.commit(EventClass.SET, adds ? "sadd" : "srem");
      state.put(full, set + "@" + EntryTable.NO_EXPIRE);
    } else {
      door.unchangedButConverted();
    }
  }
}
