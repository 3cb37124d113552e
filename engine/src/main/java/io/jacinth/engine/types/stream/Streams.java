package io.jacinth.engine.types.stream;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.TypedKeys;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.StreamView;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/** Opening streams, and writing their entries into replies. */
final class Streams {
  private Streams() {}

  /** The stream of a word, which may not be there; null after an error reply. */
  static @Nullable StreamView read(Call c, int i) {
    int entry = TypedKeys.read(c, i, ValueTypes.STREAM);
    return entry == TypedKeys.WRONG ? null : c.engine().values().streamView().open(entry);
  }

  /** The open door of a word; null after an error reply. */
  static @Nullable WriteDoor write(Call c, int i) {
    return TypedKeys.write(c, i, ValueTypes.STREAM);
  }

  /** As {@link #write} for commands whose lookup counts as a read (hits, misses, keymiss). */
  static @Nullable WriteDoor writeAsRead(Call c, int i) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), i);
    c.keys().noteRead(c.db(), c.argv(), i, door.entry());
    if (door.isOfOtherType(ValueTypes.STREAM)) {
      door.unchanged();
      c.wrongType();
      return null;
    }
    return door;
  }

  /** The stream behind an open door. */
  static StreamEdit edit(Call c, WriteDoor door) {
    Config config = c.engine().config();
    return c.engine()
        .values()
        .streamEdit()
        .open(
            door.site(),
            config.number(MemoryOptions.STREAM_NODE_MAX_BYTES),
            config.number(MemoryOptions.STREAM_NODE_MAX_ENTRIES));
  }

  /** The entry it stands on: its id, its fields and values. */
  static void reply(Call c, StreamView stream) {
    c.reply().array(2);
    StreamIds.reply(c, stream.ms(), stream.seq());
    int parts = 2 * stream.fields();
    c.reply().array(parts);
    for (int i = 0; i < parts; i++) {
      Items.reply(c, stream.part());
    }
  }

  /** All entries from where its range begins, up to so many. */
  static long replyRange(Call c, StreamView stream, long most) {
    long mark = c.reply().beginDeferred();
    long count = 0;
    while (count < most && stream.next()) {
      reply(c, stream);
      count++;
    }
    c.reply().endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, count);
    return count;
  }
}
