package io.jacinth.engine.rdb;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.store.Draft;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.Item;
import io.jacinth.store.ListEdit;
import io.jacinth.store.ListReader;
import io.jacinth.store.ListView;
import io.jacinth.store.ListpackBuilder;
import io.jacinth.store.ListpackBytes;
import io.jacinth.store.Rooms;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/**
 * Lists: a count of nodes, then each with how it is kept: 2 for a listpack, 1 for an element alone.
 * Older servers wrote ziplists without that number, still older ones a single ziplist, or a count
 * and the elements.
 */
final class ListCodec extends ValueCodec {
  private static final int ALONE = 1;
  private static final int PACKED = 2;

  /** An element alone up to this length is written as Redis does: in a listpack of its own. */
  private static final int PACKED_BYTES_MAX = 1 << 20;

  private final Store store;
  private final Config config;
  private final ListReader nodes;
  private final ListView view;
  private byte[] room = new byte[8192];

  ListCodec(Store store, Config config) {
    this.store = store;
    this.config = config;
    nodes = store.newListReader();
    view = store.newListView();
  }

  @Override
  public int type() {
    return ValueTypes.LIST;
  }

  @Override
  public int rdbType(int encoding) {
    return RdbType.LIST_QUICKLIST_2;
  }

  @Override
  public void packed(RdbWriter out, int encoding, byte[] bytes, int offset, int length) {
    out.length(1);
    out.length(PACKED);
    out.string(bytes, offset, length);
  }

  @Override
  public void beginLarge(RdbWriter out, FrozenValue value) {
    out.length(nodes.nodeCount(value));
  }

  @Override
  public void element(RdbWriter out, FrozenValue value, int block) {
    if (nodes.isAlone(value)) {
      alone(out, nodes.element(block));
      return;
    }
    int listpackLength = nodes.listpackLength(block);
    out.length(PACKED);
    if (nodes.isCompressed(value)) {
      int length = nodes.compressedLength(block);
      nodes.copyCompressed(block, room(length));
      out.compressedString(room, length, listpackLength);
      return;
    }
    nodes.copyListpack(block, room(listpackLength));
    out.string(room, 0, listpackLength);
  }

  private byte[] room(int bytes) {
    room = Rooms.atLeast(room, bytes);
    return room;
  }

  private static void alone(RdbWriter out, Item element) {
    if (element.length() > PACKED_BYTES_MAX) {
      out.length(ALONE);
      out.item(element);
      return;
    }
    ListpackBuilder builder = new ListpackBuilder();
    builder.text(element.bytes(), 0, element.length());
    byte[] list = builder.toBytes();
    out.length(PACKED);
    out.string(list, 0, list.length);
  }

  @Override
  public boolean reads(int rdbType) {
    return switch (rdbType) {
      case RdbType.LIST, RdbType.LIST_ZIPLIST, RdbType.LIST_QUICKLIST, RdbType.LIST_QUICKLIST_2 ->
          true;
      default -> false;
    };
  }

  @Override
  public ValueLoad load(int rdbType, @Nullable Draft draft, boolean suspicious) {
    ListEdit edit =
        draft == null
            ? null
            : store
                .newListEdit()
                .open(
                    draft.site(),
                    config.number(MemoryOptions.LIST_MAX_LISTPACK_SIZE),
                    config.number(MemoryOptions.LIST_COMPRESS_DEPTH));
    return new Nodes(rdbType, draft, edit);
  }

  /** Nodes, or elements, one after the other. */
  private static final class Nodes extends ValueLoad {
    private final int rdbType;
    private final @Nullable ListEdit edit;
    private final RdbText text = new RdbText();
    private long left;

    Nodes(int rdbType, @Nullable Draft draft, @Nullable ListEdit edit) {
      super(draft);
      this.rdbType = rdbType;
      this.edit = edit;
      left = rdbType == RdbType.LIST_ZIPLIST ? 1 : -1;
    }

    @Override
    public boolean isDone() {
      return left == 0;
    }

    @Override
    public boolean read(RdbInput in) throws RdbFormatException {
      if (left < 0) {
        left = in.length();
        return left >= 0;
      }
      long container = PACKED;
      if (rdbType == RdbType.LIST_QUICKLIST_2) {
        container = in.length();
        if (container < 0) {
          return false;
        }
        if (container != PACKED && container != ALONE) {
          throw in.bad("Quicklist integrity check failed");
        }
      }
      if (!in.string(text)) {
        return false;
      }
      take(in, container == ALONE);
      left--;
      if (left == 0 && edit != null && edit.size() > 0) {
        edit.settleLoaded();
      }
      return true;
    }

    private void take(RdbInput in, boolean alone) throws RdbFormatException {
      if (rdbType == RdbType.LIST) {
        if (edit != null) {
          edit.expect(text.length, 1);
          edit.push(false, text.bytes, text.offset, text.length);
        }
        return;
      }
      if (alone) {
        if (text.length == 0) {
          throw in.bad("Quicklist node without bytes");
        }
        if (edit != null) {
          edit.appendAlone(text.bytes, text.offset, text.length);
        }
        return;
      }
      byte[] list = text.bytes;
      int offset = text.offset;
      int length = text.length;
      if (rdbType != RdbType.LIST_QUICKLIST_2) {
        byte[] converted = OldFormats.ziplistToListpack(list, offset, length);
        if (converted == null) {
          throw in.bad("Ziplist integrity check failed");
        }
        list = converted;
        offset = 0;
        length = converted.length;
      } else if (!ListpackBytes.isValid(list, offset, length)) {
        throw in.bad("Listpack integrity check failed");
      }
      if (edit != null && ListpackBytes.count(list, offset) > 0) {
        edit.appendListpack(list, offset, length);
      }
    }
  }

  @Override
  public void digest(Digest digest, int entry) {
    view.open(entry);
    for (boolean more = view.seek(0); more; more = view.next()) {
      digest.mix(view.item());
    }
  }
}
