package io.jacinth.engine;

import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.resp.PipelineScout;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.store.EntryTable;
import io.jacinth.store.LookAhead;

/**
 * Fetches the memory behind the keys of commands that are about to run, and behind the fields and
 * members they name, those of one connection's pipeline and those of several connections alike.
 * Nothing depends on it but time: what it knows of a command is a guess ({@link PipelineScout}),
 * and it changes nothing.
 */
public final class KeysAhead {
  /** Below this much data everything is in the cache anyway and looking ahead is wasted. */
  private static final long WORTHWHILE_BYTES = 2 << 20;

  /** Longer words are hardly names; hashing them for nothing would cost more than it brings. */
  private static final int NAME_BYTES_MAX = 256;

  /** How often nothing is fetched after all clients were seen to be busy with one value. */
  private static final int PAUSE = 16;

  private final Keyspace keyspace;
  private final LookAhead lookAhead;
  private final PipelineScout scout = new PipelineScout();
  private int paused;

  public KeysAhead(Keyspace keyspace) {
    this.keyspace = keyspace;
    this.lookAhead = keyspace.store().newLookAhead();
  }

  /** To be asked each time before keys are noted. */
  public boolean isWorthwhile() {
    if (paused > 0) {
      paused--;
      return false;
    }
    return keyspace.store().usedBytes() >= WORTHWHILE_BYTES;
  }

  /** Whether more keys can be noted before the next {@link #fetch}. */
  public boolean hasRoom() {
    return lookAhead.room() > 0;
  }

  /** Notes the keys of the commands that wait in a buffer, as far as there is room. */
  public void note(QueryBuffer query, int db) {
    scout.start(query);
    while (lookAhead.room() > 0 && scout.next()) {
      int length = scout.keyLength();
      if (length <= NAME_BYTES_MAX) {
        byte[] bytes = query.array();
        int offset = scout.keyOffset();
        EntryTable table = keyspace.database(db).table(keyspace.tableIndex(bytes, offset, length));
        if (table != null
            && lookAhead.add(table, keyspace.store().hash(bytes, offset, length))
            && scout.thirdLength() >= 0) {
          lookAhead.words(
              bytes,
              scout.thirdOffset(),
              nameLength(scout.thirdLength()),
              scout.lastOffset(),
              nameLength(scout.lastLength()));
        }
      }
    }
    scout.stop();
  }

  private static int nameLength(int length) {
    return length <= NAME_BYTES_MAX ? length : -1;
  }

  /** Reads the memory behind all noted keys; returns how many there were. */
  public int fetch() {
    int keys = lookAhead.fetch();
    if (lookAhead.wasInVain()) {
      paused = PAUSE;
    }
    return keys;
  }
}
