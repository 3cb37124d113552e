package io.jacinth.engine.types.stream;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Propagation;
import io.jacinth.store.GroupView;
import io.jacinth.store.StreamView;

/** How far a group has read, and how replicas are told of what its consumers got. */
final class Progress {
  static final long UNKNOWN = -1;

  private Progress() {}

  private static boolean hasDeleted(StreamView stream) {
    return stream.deletedMs() != 0 || stream.deletedSeq() != 0;
  }

  /** Whether an entry was deleted among those that are left, whose id is not below this one. */
  static boolean hasGapsFrom(StreamView stream, long ms, long seq) {
    return stream.length() > 0
        && hasDeleted(stream)
        && StreamView.compare(
                stream.firstMs(), stream.firstSeq(), stream.deletedMs(), stream.deletedSeq())
            <= 0
        && StreamView.compare(ms, seq, stream.deletedMs(), stream.deletedSeq()) <= 0;
  }

  /** How many entries were added up to an id, {@link #UNKNOWN} if that cannot be told. */
  static long entriesUpTo(StreamView stream, long ms, long seq) {
    long added = stream.entriesAdded();
    if (added == 0) {
      return 0;
    }
    int toLast = StreamView.compare(ms, seq, stream.lastMs(), stream.lastSeq());
    if (stream.length() == 0 && toLast <= 0) {
      return added;
    }
    if (toLast >= 0) {
      return toLast == 0 ? added : UNKNOWN;
    }
    long firstMs = stream.firstMs();
    long firstSeq = stream.firstSeq();
    boolean isWhole =
        !hasDeleted(stream)
            || StreamView.compare(stream.deletedMs(), stream.deletedSeq(), firstMs, firstSeq) < 0;
    int toFirst = StreamView.compare(ms, seq, firstMs, firstSeq);
    if (isWhole && toFirst <= 0) {
      return added - stream.length() + (toFirst == 0 ? 1 : 0);
    }
    return UNKNOWN;
  }

  /**
   * How many entries had been added when a group's last one was, {@link #UNKNOWN} if that cannot be
   * told.
   *
   * @param entriesRead what the group itself has noted
   */
  static long behind(StreamView stream, long ms, long seq, long entriesRead) {
    boolean counts = entriesRead != UNKNOWN && !hasGapsFrom(stream, ms, seq);
    return counts && stream.entriesAdded() != 0 ? entriesRead : entriesUpTo(stream, ms, seq);
  }

  /** The pending entry the group stands on, as a claim. */
  static void propagateClaim(Call c, int keyAt, int groupAt, GroupView group, byte[] consumer) {
    Propagation effects = c.effects();
    if (effects.isWanted()) {
      effects
          .command(c.db(), 14)
          .word("XCLAIM")
          .word(c.argv(), keyAt)
          .word(c.argv(), groupAt)
          .word(consumer, 0, consumer.length)
          .word(0)
          .word(StreamIds.text(group.pendingMs(), group.pendingSeq()))
          .word("TIME")
          .word(group.deliveredWallMs())
          .word("RETRYCOUNT")
          .word(group.deliveries())
          .word("FORCE")
          .word("JUSTID")
          .word("LASTID")
          .word(StreamIds.text(group.lastMs(), group.lastSeq()));
    }
  }

  /** To where the group has read. */
  static void propagateLast(Call c, int keyAt, int groupAt, GroupView group) {
    Propagation effects = c.effects();
    if (effects.isWanted()) {
      effects
          .command(c.db(), 7)
          .word("XGROUP")
          .word("SETID")
          .word(c.argv(), keyAt)
          .word(c.argv(), groupAt)
          .word(StreamIds.text(group.lastMs(), group.lastSeq()))
          .word("ENTRIESREAD")
          .word(group.entriesRead());
    }
  }
}
