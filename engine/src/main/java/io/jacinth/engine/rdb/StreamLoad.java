package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.GroupEdit;
import io.jacinth.store.StreamEdit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stream on its way in, a node, a group's head, a pending entry or a consumer at a time. */
final class StreamLoad extends ValueLoad {
  private static final int ID_BYTES = 16;

  private enum Part {
    NODES,
    NOTED,
    GROUP,
    PENDING,
    CONSUMERS,
    CONSUMER,
    OWN,
    DONE
  }

  private final int rdbType;
  private final @Nullable StreamEdit edit;
  private final RdbText key = new RdbText();
  private final RdbText text = new RdbText();
  private Part part = Part.NODES;
  private long nodes = -1;
  private long groups;
  private long pending;

  /** Pending entries that no consumer has claimed yet. */
  private long unowned;

  private long consumers;
  private long own;

  StreamLoad(int rdbType, @Nullable Draft draft, @Nullable StreamEdit edit) {
    super(draft);
    this.rdbType = rdbType;
    this.edit = edit;
  }

  @Override
  public boolean isDone() {
    return part == Part.DONE;
  }

  @Override
  public boolean read(RdbInput in) throws RdbFormatException {
    return switch (part) {
      case NODES -> node(in);
      case NOTED -> noted(in);
      case GROUP -> group(in);
      case PENDING -> pending(in);
      case CONSUMERS -> consumers(in);
      case CONSUMER -> consumer(in);
      case OWN -> own(in);
      case DONE -> true;
    };
  }

  private static long big(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private boolean node(RdbInput in) throws RdbFormatException {
    if (nodes < 0) {
      nodes = in.length();
      part = nodes == 0 ? Part.NOTED : Part.NODES;
      return nodes >= 0;
    }
    if (!in.string(key) || !in.string(text)) {
      return false;
    }
    if (key.length != ID_BYTES) {
      throw in.bad("Stream node key entry is not the size of a stream ID");
    }
    if (edit != null) {
      byte[] bytes = Arrays.copyOfRange(text.bytes, text.offset, text.offset + text.length);
      long ms = big(key.bytes, key.offset);
      long seq = big(key.bytes, key.offset + 8);
      if (!edit.addNode(ms, seq, bytes, bytes.length)) {
        throw in.bad("Stream listpack integrity check failed");
      }
    }
    nodes--;
    part = nodes == 0 ? Part.NOTED : Part.NODES;
    return true;
  }

  private boolean noted(RdbInput in) throws RdbFormatException {
    boolean isOld = rdbType == RdbType.STREAM;
    long[] numbers = new long[isOld ? 4 : 9];
    for (int i = 0; i < numbers.length; i++) {
      if (!in.unsignedLength()) {
        return false;
      }
      numbers[i] = in.unsigned();
    }
    groups = numbers[numbers.length - 1];
    StreamEdit stream = edit;
    if (stream != null) {
      if (stream.length() != numbers[0]) {
        throw in.bad("Stream length inconsistent with rax entries");
      }
      long added = isOld ? numbers[0] : numbers[7];
      long deletedMs = isOld ? 0 : numbers[5];
      long deletedSeq = isOld ? 0 : numbers[6];
      stream.setLoaded(numbers[1], numbers[2], deletedMs, deletedSeq, added);
    }
    part = groups == 0 ? Part.DONE : Part.GROUP;
    return true;
  }

  private @Nullable GroupEdit groupEdit() {
    return edit == null ? null : edit.groups();
  }

  private boolean group(RdbInput in) throws RdbFormatException {
    if (!in.string(text)) {
      return false;
    }
    long[] numbers = new long[rdbType == RdbType.STREAM ? 2 : 3];
    for (int i = 0; i < numbers.length; i++) {
      if (!in.unsignedLength()) {
        return false;
      }
      numbers[i] = in.unsigned();
    }
    long count = in.length();
    if (count < 0) {
      return false;
    }
    pending = count;
    unowned = count;
    long read = numbers.length == 3 ? numbers[2] : -1;
    GroupEdit group = groupEdit();
    if (group != null
        && !group.create(text.bytes, text.offset, text.length, numbers[0], numbers[1], read)) {
      throw in.bad("Duplicated consumer group name");
    }
    part = pending == 0 ? Part.CONSUMERS : Part.PENDING;
    return true;
  }

  private boolean pending(RdbInput in) throws RdbFormatException {
    if (!in.has(ID_BYTES + 8)) {
      return false;
    }
    long ms = Long.reverseBytes(in.little(8));
    long seq = Long.reverseBytes(in.little(8));
    long deliveredWallMs = in.little(8);
    long deliveries = in.length();
    if (deliveries < 0) {
      return false;
    }
    GroupEdit group = groupEdit();
    if (group != null && !group.addUnowned(ms, seq, deliveredWallMs, deliveries)) {
      throw in.bad("Duplicated global PEL entry loading stream consumer group");
    }
    pending--;
    part = pending == 0 ? Part.CONSUMERS : Part.PENDING;
    return true;
  }

  private boolean consumers(RdbInput in) throws RdbFormatException {
    consumers = in.length();
    if (consumers == 0) {
      endGroup(in);
    } else if (consumers > 0) {
      part = Part.CONSUMER;
    }
    return consumers >= 0;
  }

  private boolean consumer(RdbInput in) throws RdbFormatException {
    boolean hasActive = rdbType == RdbType.STREAM_3;
    if (!in.string(text) || !in.has(hasActive ? 16 : 8)) {
      return false;
    }
    long seenWallMs = in.little(8);
    long activeWallMs = hasActive ? in.little(8) : seenWallMs;
    long count = in.length();
    if (count < 0) {
      return false;
    }
    own = count;
    GroupEdit group = groupEdit();
    if (group != null) {
      if (!group.createConsumer(text.bytes, text.offset, text.length, seenWallMs)) {
        throw in.bad("Duplicate stream consumer detected");
      }
      group.setActive(activeWallMs);
    }
    part = Part.OWN;
    endConsumer(in);
    return true;
  }

  private boolean own(RdbInput in) throws RdbFormatException {
    if (!in.has(ID_BYTES)) {
      return false;
    }
    long ms = Long.reverseBytes(in.little(8));
    long seq = Long.reverseBytes(in.little(8));
    GroupEdit group = groupEdit();
    if (group != null && !group.giveTo(ms, seq)) {
      throw in.bad("Consumer entry not found in group global PEL");
    }
    own--;
    unowned--;
    endConsumer(in);
    return true;
  }

  private void endConsumer(RdbInput in) throws RdbFormatException {
    if (own > 0) {
      return;
    }
    consumers--;
    if (consumers > 0) {
      part = Part.CONSUMER;
    } else {
      endGroup(in);
    }
  }

  private void endGroup(RdbInput in) throws RdbFormatException {
    GroupEdit group = groupEdit();
    if (group != null && unowned > 0) {
      throw in.bad("NACK entry without consumer found in stream");
    }
    groups--;
    part = groups == 0 ? Part.DONE : Part.GROUP;
  }
}
