package io.jacinth.engine;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.SlotSet;
import io.jacinth.engine.keyspace.Expiry;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.SlotDrop;
import org.jspecify.annotations.Nullable;

/** What becomes of a slot that another node owns now: its keys go. */
final class LostSlots {
  private final Engine engine;

  LostSlots(Engine engine) {
    this.engine = engine;
  }

  /** Void for a slot that has come back. */
  void drop(SlotSet slots, @Nullable ClusterView now) {
    Keyspace keyspace = engine.keyspace();
    keyspace.begin(engine.turn().wallMs(), Expiry.IGNORE, false);
    for (int slot = slots.next(0); slot >= 0; ) {
      boolean cameBack = now != null && now.ownerIndex(slot) == now.myIndex();
      if (!cameBack) {
        SlotDrop.drop(
            keyspace, slot, engine.propagation().isWanted() ? this::propagateDeletion : null);
      }
      slot = slot + 1 < 16384 ? slots.next(slot + 1) : -1;
    }
  }

  private void propagateDeletion(int entry) {
    byte[] key = engine.keyspace().keyOf(entry);
    engine.propagation().command(0, 2).word("DEL").word(key, 0, key.length);
    engine.propagation().flush();
  }
}
