package io.jacinth.engine.persist;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.rdb.RdbWriter;
import io.jacinth.engine.rdb.ValueCodec;
import io.jacinth.engine.rdb.ValueCodecs;
import io.jacinth.store.EntryTable;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.GroupEdit;
import io.jacinth.store.Store;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.ValueTypes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Streams with groups among the keys of {@link SnapshotWalkTest}; as text, what an image has. */
final class WalkedStreams {
  /** Writes parts of a stream as they are handed over. */
  static final class Image {
    private final ValueCodec codec;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final RdbWriter out = new RdbWriter(new RdbWriter.Options(false, false), bytes::write);

    Image(Store store) {
      codec = new ValueCodecs(store, new Config()).of(ValueTypes.STREAM);
    }

    void begin(FrozenValue value) {
      codec.beginLarge(out, value);
    }

    void element(FrozenValue value, int block) {
      codec.element(out, value, block);
    }

    String end(FrozenValue value) {
      codec.endLarge(out, value);
      out.flush();
      String text = bytes.toString(StandardCharsets.ISO_8859_1);
      bytes.reset();
      return text;
    }
  }

  private record Entry(byte[] field, byte[] value) implements StreamEdit.Words {
    @Override
    public int count() {
      return 2;
    }

    @Override
    public byte[] array(int i) {
      return i == 0 ? field : value;
    }

    @Override
    public int offset(int i) {
      return 0;
    }

    @Override
    public int length(int i) {
      return array(i).length;
    }
  }

  private final Keyspace keyspace;
  private final Random random;
  private final int databases;
  private final StreamEdit edit;
  private final Image image;
  private final int keyCount;
  private final int groupCount;
  private final TreeSet<String> names = new TreeSet<>();

  WalkedStreams(Keyspace keyspace, Random random, int databases) {
    this.keyspace = keyspace;
    this.random = random;
    this.databases = databases;
    edit = keyspace.store().newStreamEdit();
    image = new Image(keyspace.store());
    keyCount = 1 + random.nextInt(6);
    groupCount = 1 + random.nextInt(3);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What all streams are now. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    for (String full : names) {
      int slash = full.indexOf('/');
      byte[] key = latin1(full.substring(slash + 1));
      int db = Integer.parseInt(full.substring(0, slash));
      WriteDoor door = keyspace.openForWrite(db, key, 0, key.length);
      int entry = door.entry();
      door.unchanged();
      if (entry != 0) {
        FrozenValue value = keyspace.store().view(entry);
        image.begin(value);
        while (!value.step(100, block -> image.element(value, block))) {
          // goes on
        }
        texts.put(full, image.end(value) + "@" + EntryTable.NO_EXPIRE);
      }
    }
    return texts;
  }

  void change() {
    int db = random.nextInt(databases);
    String name = "stream:" + random.nextInt(keyCount);
    names.add(db + "/" + name);
    byte[] key = latin1(name);
    WriteDoor door = keyspace.openForWrite(db, key, 0, key.length);
    if (door.exists() && random.nextInt(300) == 0) {
      door.removed(EventClass.GENERIC, "del", random.nextBoolean());
      return;
    }
    edit.open(door.site(), 256, 10);
    if (!edit.exists()) {
      edit.create();
    }
    long last = edit.lastSeq();
    int id = 1 + random.nextInt((int) last + 1);
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 ->
          edit.append(1, last + 1, new Entry(latin1("f"), latin1("v".repeat(random.nextInt(90)))));
      case 5, 6 -> {
        edit.delete(1, id);
        edit.findFirst();
      }
      case 7 -> edit.trim(edit.length() - random.nextInt(4), 0, 0, random.nextBoolean(), 0);
      default -> group(edit.groups(), id);
    }
    door.commit(EventClass.STREAM, "xadd");
  }

  private void group(GroupEdit groups, int id) {
    byte[] name = latin1("group" + random.nextInt(groupCount));
    if (!groups.find(name, 0, name.length)) {
      groups.create(name, 0, name.length, 1, id, -1);
    }
    if (random.nextInt(100) == 0) {
      groups.destroy();
      return;
    }
    byte[] consumer = latin1("consumer" + random.nextInt(5));
    groups.createConsumer(consumer, 0, consumer.length, id);
    switch (random.nextInt(12)) {
      case 0, 1 -> groups.acknowledge(1, id);
      case 2 -> groups.setLast(1, id);
      case 3 -> {
        if (random.nextInt(8) == 0) {
          groups.deleteConsumer();
        }
      }
      case 4 -> groups.setActive(id);
      default -> {
        for (int i = 0; i < 4; i++) {
          groups.addPending(1, id + i, id, random.nextInt(5));
        }
      }
    }
  }
}
