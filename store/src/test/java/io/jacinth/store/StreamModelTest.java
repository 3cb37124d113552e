package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static io.jacinth.store.ModelRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.store.StreamModel.Group;
import io.jacinth.store.StreamModel.Id;
import io.jacinth.store.StreamModel.Model;
import io.jacinth.store.StreamModel.Pending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Streams beside sorted maps: entries added, deleted and trimmed, groups with consumers and pending
 * entries, copied, frozen, given up and moved about, with the whole store checked again and again.
 */
class StreamModelTest {
  private static StreamEdit.Words words(List<String> parts) {
    return new StreamEdit.Words() {
      @Override
      public int count() {
        return parts.size();
      }

      @Override
      public byte[] array(int i) {
        return bytes(parts.get(i));
      }

      @Override
      public int offset(int i) {
        return 0;
      }

      @Override
      public int length(int i) {
        return parts.get(i).length();
      }
    };
  }

  private static final class Run extends ModelRun<Model> {
    final StreamEdit edit;
    final StreamView view;
    final long nodeBytesMax;
    final long nodeEntriesMax;

    Run(SplittableRandom random) {
      super(random, 4, 4);
      edit = store.newStreamEdit();
      view = store.newStreamView();
      nodeBytesMax = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(13);
      nodeEntriesMax = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(200);
    }

    private StreamEdit open(String key) {
      return edit.open(at(key), nodeBytesMax, nodeEntriesMax);
    }

    @Override
    Model copyOf(Model plain) {
      return plain.copy();
    }

    @Override
    Reading newReading(FrozenValue frozen, Model plain) {
      return new StreamReading(store, (FrozenStream) frozen, plain);
    }

    @Override
    void change(String key) {
      Model stream = model.get(key);
      switch (random.nextInt(50)) {
        case 0 -> trim(key, stream);
        case 1, 2, 3, 4, 5, 6 -> delete(key, stream);
        case 7, 8 -> group(key, stream);
        case 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> pend(key, stream);
        default -> append(key);
      }
    }

    private String value() {
      int kind = random.nextInt(1000);
      if (kind < 300) {
        return Long.toString(random.nextLong() >> random.nextInt(64));
      }
      int length = kind < 995 ? random.nextInt(40) : 3000;
      if (kind == 999 && random.nextInt(8) == 0) {
        length = 1_300_000;
      }
      return Character.toString('a' + random.nextInt(26)).repeat(length);
    }

    private void append(String key) {
      StreamEdit stream = open(key);
      if (!stream.exists()) {
        stream.create();
      }
      Model plain = model.computeIfAbsent(key, name -> new Model());
      List<String> parts = new ArrayList<>();
      int fields = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 2;
      for (int i = 0; i < fields; i++) {
        parts.add("field" + (random.nextInt(8) == 0 ? random.nextInt(100) : i));
        parts.add(value());
      }
      Id id =
          random.nextInt(3) == 0
              ? new Id(plain.last.ms() + 1 + random.nextInt(100_000), random.nextInt(3))
              : new Id(plain.last.ms(), plain.last.seq() + 1 + random.nextInt(3));
      stream.append(id.ms(), id.seq(), words(parts));
      plain.entries.put(id, parts.toString());
      plain.last = id;
      plain.added++;
    }

    private Id someId(Model stream) {
      if (stream.entries.isEmpty()) {
        return new Id(0, 1);
      }
      Id about = new Id(random.nextLong(stream.last.ms() + 1), random.nextInt(5));
      Id found = stream.entries.floorKey(about);
      return found == null || random.nextInt(10) == 0 ? about : found;
    }

    private void delete(String key, Model stream) {
      if (stream == null) {
        return;
      }
      StreamEdit changed = open(key);
      Id from = someId(stream);
      for (int i = 0; i < 3; i++) {
        Id next = stream.entries.higherKey(from);
        assertThat(changed.delete(from.ms(), from.seq()))
            .isEqualTo(stream.entries.remove(from) != null);
        from = next == null ? from : next;
      }
      changed.findFirst();
    }

    private void trim(String key, Model stream) {
      if (stream == null) {
        return;
      }
      StreamEdit changed = open(key);
      boolean whole = random.nextBoolean();
      int before = stream.entries.size();
      long removed;
      if (random.nextBoolean()) {
        int most = Math.max(0, before - random.nextInt(200));
        removed = changed.trim(most, 0, 0, whole, 0);
        assertThat(whole ? removed <= before - most : removed == before - most).isTrue();
      } else {
        Id from = someId(stream);
        removed = changed.trim(-1, from.ms(), from.seq(), whole, whole ? random.nextInt(100) : 0);
        int below = stream.entries.headMap(from, false).size();
        assertThat(whole ? removed <= below : removed == below).isTrue();
      }
      for (long i = 0; i < removed; i++) {
        stream.entries.pollFirstEntry();
      }
    }

    private void group(String key, Model stream) {
      if (stream == null) {
        return;
      }
      GroupEdit groups = open(key).groups();
      String name = "group" + random.nextInt(6);
      byte[] text = bytes(name);
      boolean there = groups.find(text, 0, text.length);
      assertThat(there).isEqualTo(stream.groups.containsKey(name));
      if (!there) {
        assertThat(groups.create(text, 0, text.length, 1, 2, -1)).isTrue();
        stream.groups.put(name, new Group());
        stream.groups.get(name).last = new Id(1, 2);
      } else if (random.nextInt(8) == 0) {
        groups.destroy();
        stream.groups.remove(name);
      } else {
        groups.setLast(stream.last.ms(), stream.last.seq());
        stream.groups.get(name).last = stream.last;
      }
    }

    private void pend(String key, Model stream) {
      if (stream == null || stream.groups.isEmpty()) {
        return;
      }
      String asked = "group" + random.nextInt(2);
      String name = stream.groups.containsKey(asked) ? asked : stream.groups.firstKey();
      Group plain = stream.groups.get(name);
      GroupEdit groups = open(key).groups();
      assertThat(groups.find(bytes(name), 0, name.length())).isTrue();
      String consumer = "consumer" + random.nextInt(9);
      long now = random.nextInt(1000);
      boolean isNew = groups.createConsumer(bytes(consumer), 0, consumer.length(), now);
      assertThat(isNew).isEqualTo(plain.seen.putIfAbsent(consumer, now) == null);
      Id id = someId(stream);
      switch (random.nextInt(shrinking ? 3 : 6)) {
        case 0, 1 -> {
          for (int i = 0; i < 3 && id != null; i++) {
            boolean was = plain.pending.remove(id) != null;
            assertThat(groups.acknowledge(id.ms(), id.seq())).isEqualTo(was);
            id = plain.pending.higherKey(id);
          }
        }
        case 2 -> {
          if (random.nextInt(6) == 0) {
            int had = groups.deleteConsumer();
            long before = plain.pending.size();
            plain.pending.values().removeIf(pending -> pending.consumer().equals(consumer));
            plain.seen.remove(consumer);
            assertThat(had).isEqualTo((int) before - plain.pending.size());
          }
        }
        default -> {
          Id at = id;
          for (int i = 0; i < 5; i++) {
            boolean added = groups.addPending(at.ms(), at.seq(), now, i);
            assertThat(added)
                .isEqualTo(plain.pending.put(at, new Pending(consumer, now, i)) == null);
            at = new Id(at.ms(), at.seq() + 1 + random.nextInt(3));
          }
        }
      }
    }

    private static Group plain(GroupView group) {
      Group plain = new Group();
      plain.last = new Id(group.lastMs(), group.lastSeq());
      for (boolean more = group.firstConsumer(); more; more = group.nextConsumer()) {
        plain.seen.put(text(group.consumerName()), group.seenWallMs());
        for (boolean own = group.ownFrom(0, 0); own; own = group.nextOwn()) {
          plain.pending.put(
              new Id(group.pendingMs(), group.pendingSeq()),
              new Pending(text(group.consumerName()), group.deliveredWallMs(), group.deliveries()));
        }
      }
      return plain;
    }

    @Override
    void check(int entry, Model stream) {
      view.open(entry);
      assertThat(view.length()).isEqualTo(stream.entries.size());
      assertThat(new Id(view.firstMs(), view.firstSeq()))
          .isEqualTo(stream.entries.isEmpty() ? new Id(0, 0) : stream.entries.firstKey());
      assertThat(whole(view, new Id(0, 0), new Id(-1, -1), false)).isEqualTo(stream.entries);
      Id from = someId(stream);
      Id to = someId(stream);
      boolean reverse = random.nextBoolean();
      Map<Id, String> part = new TreeMap<>();
      if (from.compareTo(to) <= 0) {
        part.putAll(stream.entries.subMap(from, true, to, true));
      }
      assertThat(whole(view, from, to, reverse)).isEqualTo(part);
      TreeMap<String, Group> groups = new TreeMap<>();
      GroupView group = view.groups();
      for (boolean more = group.first(); more; more = group.next()) {
        groups.put(text(group.name()), plain(group));
        assertThat(group.pendingCount()).isEqualTo(groups.get(text(group.name())).pending.size());
      }
      assertThat(groups).hasToString(stream.groups.toString());
    }

    private static Map<Id, String> whole(StreamView view, Id from, Id to, boolean reverse) {
      TreeMap<Id, String> read = new TreeMap<>();
      view.range(from.ms(), from.seq(), to.ms(), to.seq(), reverse);
      while (view.next()) {
        String[] parts = new String[2 * view.fields()];
        for (int i = 0; i < parts.length; i++) {
          parts[i] = text(view.part().bytes());
        }
        Id id = new Id(view.ms(), view.seq());
        assertThat(
                read.isEmpty()
                    || (reverse ? read.firstKey() : id).compareTo(reverse ? id : read.lastKey())
                        > 0)
            .isTrue();
        read.put(id, Arrays.toString(parts));
      }
      return read;
    }
  }

  @Test
  void behaveLikeSortedMaps() {
    ModelRun.behave(40, 1000, 250, Run::new);
  }
}
