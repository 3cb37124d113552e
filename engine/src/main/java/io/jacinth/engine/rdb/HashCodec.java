package io.jacinth.engine.rdb;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.store.Draft;
import io.jacinth.store.ElementReader;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.HashEdit;
import io.jacinth.store.HashView;
import io.jacinth.store.ListpackBytes;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/** Hashes: a listpack of fields and values in turn, or a count and then fields and values. */
final class HashCodec extends ValueCodec {
  private final Store store;
  private final Config config;
  private final ElementReader elements;
  private final HashView view;

  HashCodec(Store store, Config config) {
    this.store = store;
    this.config = config;
    elements = store.newElementReader();
    view = store.newHashView();
  }

  @Override
  public int type() {
    return ValueTypes.HASH;
  }

  @Override
  public int rdbType(int encoding) {
    return encoding == ValueTypes.ENCODING_LISTPACK ? RdbType.HASH_LISTPACK : RdbType.HASH;
  }

  @Override
  public void beginLarge(RdbWriter out, FrozenValue value) {
    out.length(value.count());
  }

  @Override
  public void element(RdbWriter out, FrozenValue value, int block) {
    out.item(elements.key(block));
    out.item(elements.value(block));
  }

  @Override
  public boolean reads(int rdbType) {
    return switch (rdbType) {
      case RdbType.HASH, RdbType.HASH_LISTPACK, RdbType.HASH_ZIPLIST, RdbType.HASH_ZIPMAP -> true;
      default -> false;
    };
  }

  @Override
  public ValueLoad load(int rdbType, @Nullable Draft draft, boolean suspicious) {
    HashEdit edit = draft == null ? null : open(rdbType, draft);
    return rdbType == RdbType.HASH
        ? new Fields(draft, edit)
        : new Packed(rdbType, draft, edit, suspicious);
  }

  /** What is packed already stays so however long its elements are, as in Redis. */
  private HashEdit open(int rdbType, Draft draft) {
    boolean packed = rdbType == RdbType.HASH_LISTPACK || rdbType == RdbType.HASH_ZIPLIST;
    return store
        .newHashEdit()
        .open(
            draft.site(),
            config.number(MemoryOptions.HASH_MAX_LISTPACK_ENTRIES),
            packed ? Long.MAX_VALUE : config.number(MemoryOptions.HASH_MAX_LISTPACK_VALUE));
  }

  /** A count, then so many times a field and a value. */
  private static final class Fields extends ValueLoad {
    private final @Nullable HashEdit edit;
    private final RdbText field = new RdbText();
    private final RdbText value = new RdbText();
    private long left = -1;

    Fields(@Nullable Draft draft, @Nullable HashEdit edit) {
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
          edit.expectFields(left);
        }
        return left >= 0;
      }
      if (!in.string(field) || !in.string(value)) {
        return false;
      }
      left--;
      if (edit != null
          && !edit.put(
              field.bytes, field.offset, field.length, value.bytes, value.offset, value.length)) {
        throw in.bad("Duplicate hash fields detected");
      }
      return true;
    }
  }

  private static final class Packed extends PackedLoad {
    private final int rdbType;
    private final @Nullable HashEdit edit;

    Packed(int rdbType, @Nullable Draft draft, @Nullable HashEdit edit, boolean suspicious) {
      super(ValueTypes.HASH, draft, suspicious);
      this.rdbType = rdbType;
      this.edit = edit;
    }

    @Override
    String name() {
      return "Hash";
    }

    @Override
    void convert(RdbInput in, RdbText value) throws RdbFormatException {
      if (rdbType == RdbType.HASH_ZIPMAP) {
        byte[] list = OldFormats.zipmapToListpack(value.bytes, value.offset, value.length);
        replace(in, value, list, "Hash zipmap");
      } else if (rdbType == RdbType.HASH_ZIPLIST) {
        byte[] list = OldFormats.ziplistToListpack(value.bytes, value.offset, value.length);
        replace(in, value, list, "Hash ziplist");
      }
    }

    @Override
    boolean isSound(byte[] list, int offset) {
      return ListpackBytes.count(list, offset) % 2 == 0;
    }

    @Override
    boolean fits(byte[] list, int offset, int length) {
      return edit != null && edit.fits(list, offset, length);
    }

    @Override
    boolean putAll(byte[] list, int offset) {
      return edit != null && edit.putAll(list, offset);
    }
  }

  @Override
  public void digest(Digest digest, int entry) {
    Digest pair = new Digest();
    view.open(entry);
    while (view.next()) {
      pair.reset();
      pair.mix(view.field());
      pair.mix(view.value());
      digest.xor(pair);
    }
  }
}
