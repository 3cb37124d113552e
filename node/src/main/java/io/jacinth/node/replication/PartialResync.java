package io.jacinth.node.replication;

import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.replication.ReplicationState;
import org.jspecify.annotations.Nullable;

/** Decides whether a replica can go on where it stopped: same history, and the bytes are there. */
final class PartialResync {
  private PartialResync() {}

  /** Where the stream can go on for a replica, or null: it needs everything. */
  static ReplicationLog.@Nullable Cursor cursor(
      Around around, String replica, String replId, long nextByteOffset) {
    ReplicationState state = around.state();
    boolean own = replId.equals(state.replId());
    boolean former = replId.equals(state.replId2()) && nextByteOffset <= state.secondOffset();
    if (!own && !former) {
      if (replId.equals("?")) {
        around.notice("Full resync requested by replica " + replica);
      } else if (replId.equals(state.replId2())) {
        around.notice(
            "Partial resynchronization not accepted: Requested offset for second ID was "
                + nextByteOffset
                + ", but I can reply up to "
                + state.secondOffset());
      } else {
        around.notice(
            "Partial resynchronization not accepted: Replication ID mismatch (Replica asked for '"
                + replId
                + "', my replication IDs are '"
                + state.replId()
                + "' and '"
                + state.replId2()
                + "')");
      }
      return null;
    }
    if (!state.stream().canContinueAt(nextByteOffset)) {
      around.notice(
          "Unable to partial resync with replica "
              + replica
              + " for lack of backlog (Replica request was: "
              + nextByteOffset
              + ").");
      return null;
    }
    ReplicationLog.Cursor cursor = state.stream().cursorAt(nextByteOffset);
    around.notice(
        "Partial resynchronization request from "
            + replica
            + " accepted. Sending "
            + cursor.lagBytes()
            + " bytes of backlog starting from offset "
            + nextByteOffset
            + ".");
    return cursor;
  }
}
