package io.jacinth.engine.rdb;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.store.Draft;
import io.jacinth.store.ElementReader;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.ListpackBytes;
import io.jacinth.store.SetEdit;
import io.jacinth.store.SetView;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/**
 * Sets: an intset as it is, or a count and then members.
 *
 * <p>A set that is a listpack here is written member by member, too. Redis 7.2 writes it as one
 * string (type 20), which is why its images have version 11, and Redis 7.0 reads neither. What is
 * written here has version 10 and is read by both. When 7.2 reads a short list of members it makes
 * a listpack of it, so nothing is lost.
 */
public final class SetCodec extends ValueCodec {
  private final Store store;
  private final Config config;
  private final ElementReader elements;
  private final SetView view;

  SetCodec(Store store, Config config) {
    this.store = store;
    this.config = config;
    elements = store.newElementReader();
    view = store.newSetView();
  }

  /** Up to where sets are packed. */
  public static SetEdit.Limits limits(Config config) {
    return new SetEdit.Limits(
        config.number(MemoryOptions.SET_MAX_INTSET_ENTRIES),
        config.number(MemoryOptions.SET_MAX_LISTPACK_ENTRIES),
        config.number(MemoryOptions.SET_MAX_LISTPACK_VALUE));
  }

  @Override
  public int type() {
    return ValueTypes.SET;
  }

  @Override
  public int rdbType(int encoding) {
    return encoding == ValueTypes.ENCODING_INTSET ? RdbType.SET_INTSET : RdbType.SET;
  }

  @Override
  public void packed(RdbWriter out, int encoding, byte[] bytes, int offset, int length) {
    if (encoding == ValueTypes.ENCODING_INTSET) {
      out.string(bytes, offset, length);
      return;
    }
    out.length(ListpackBytes.count(bytes, offset));
    ListpackBytes.visit(
        bytes,
        offset,
        new ListpackBytes.Visitor() {
          @Override
          public void text(byte[] from, int at, int count) {
            out.string(from, at, count);
          }

          @Override
          public void number(long value) {
            out.integer(value);
          }
        });
  }

  @Override
  public void beginLarge(RdbWriter out, FrozenValue value) {
    out.length(value.count());
  }

  @Override
  public void element(RdbWriter out, FrozenValue value, int block) {
    out.item(elements.key(block));
  }

  @Override
  public boolean reads(int rdbType) {
    return switch (rdbType) {
      case RdbType.SET, RdbType.SET_INTSET, RdbType.SET_LISTPACK -> true;
      default -> false;
    };
  }

  @Override
  public ValueLoad load(int rdbType, @Nullable Draft draft, boolean suspicious) {
    SetEdit edit = draft == null ? null : open(rdbType, draft);
    return switch (rdbType) {
      case RdbType.SET -> new Members(draft, edit);
      case RdbType.SET_INTSET -> new Numbers(draft, edit);
      default -> new Packed(draft, edit, suspicious);
    };
  }

  /** What is packed already stays so however long its members are, as in Redis. */
  private SetEdit open(int rdbType, Draft draft) {
    SetEdit.Limits set = limits(config);
    SetEdit.Limits limits =
        rdbType == RdbType.SET_LISTPACK
            ? new SetEdit.Limits(set.intsetMax(), set.listpackMax(), Long.MAX_VALUE)
            : set;
    return store.newSetEdit().open(draft.site(), limits);
  }

  /** A count, then so many members. */
  private static final class Members extends ValueLoad {
    private final @Nullable SetEdit edit;
    private final RdbText member = new RdbText();
    private long left = -1;

    Members(@Nullable Draft draft, @Nullable SetEdit edit) {
      super(draft);
      this.edit = edit;
    }

    @Override
    public boolean isDone() {
      return left == 0;
    }

    @Override
    public boolean read(RdbInput in) throws RdbFormatException {
      if (left < 0) {
        left = in.length();
        if (edit != null && left > 0) {
          edit.expectMembers(left);
        }
        return left >= 0;
      }
      if (!in.string(member)) {
        return false;
      }
      left--;
      if (edit != null && !edit.add(member.bytes, member.offset, member.length)) {
        throw in.bad("Duplicate set members detected");
      }
      return true;
    }
  }

  /** One string: an intset. */
  private static final class Numbers extends ValueLoad {
    private final @Nullable SetEdit edit;
    private final RdbText text = new RdbText();
    private boolean done;

    Numbers(@Nullable Draft draft, @Nullable SetEdit edit) {
      super(draft);
      this.edit = edit;
    }

    @Override
    public boolean isDone() {
      return done;
    }

    @Override
    public boolean read(RdbInput in) throws RdbFormatException {
      if (!in.string(text)) {
        return false;
      }
      done = true;
      if (!SetEdit.isIntset(text.bytes, text.offset, text.length)) {
        throw in.bad("Intset integrity check failed");
      }
      if (edit != null) {
        edit.takeIntset(text.bytes, text.offset, text.length);
      }
      return true;
    }
  }

  private static final class Packed extends PackedLoad {
    private final @Nullable SetEdit edit;

    Packed(@Nullable Draft draft, @Nullable SetEdit edit, boolean suspicious) {
      super(ValueTypes.SET, draft, suspicious);
      this.edit = edit;
    }

    @Override
    String name() {
      return "Set";
    }

    @Override
    boolean isSound(byte[] list, int offset) {
      return true;
    }

    @Override
    boolean fits(byte[] list, int offset, int length) {
      return edit != null && edit.fits(list, offset, length);
    }

    @Override
    boolean putAll(byte[] list, int offset) {
      return edit != null && edit.addAll(list, offset);
    }
  }

  @Override
  public void digest(Digest digest, int entry) {
    view.open(entry);
    while (view.next()) {
      digest.xor(view.member());
    }
  }
}
