package io.jacinth.engine.rdb;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.resp.Numbers;
import io.jacinth.store.Draft;
import io.jacinth.store.ElementReader;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.ListpackBytes;
import io.jacinth.store.ScoreText;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import io.jacinth.store.ZsetEdit;
import io.jacinth.store.ZsetView;
import org.jspecify.annotations.Nullable;

/**
 * Sorted sets: a listpack of members and scores in turn, or a count and then members and scores,
 * these as 8 bytes or, in old images, as text.
 */
final class ZsetCodec extends ValueCodec {
  private final Store store;
  private final Config config;
  private final ElementReader elements;
  private final ZsetView view;

  ZsetCodec(Store store, Config config) {
    this.store = store;
    this.config = config;
    elements = store.newElementReader();
    view = store.newZsetView();
  }

  @Override
  public int type() {
    return ValueTypes.ZSET;
  }

  @Override
  public int rdbType(int encoding) {
    return encoding == ValueTypes.ENCODING_LISTPACK ? RdbType.ZSET_LISTPACK : RdbType.ZSET_2;
  }

  @Override
  public void beginLarge(RdbWriter out, FrozenValue value) {
    out.length(value.count());
  }

  @Override
  public void element(RdbWriter out, FrozenValue value, int block) {
    out.item(elements.key(block));
    out.little(elements.number(block), Long.BYTES);
  }

  @Override
  public boolean reads(int rdbType) {
    return switch (rdbType) {
      case RdbType.ZSET, RdbType.ZSET_2, RdbType.ZSET_LISTPACK, RdbType.ZSET_ZIPLIST -> true;
      default -> false;
    };
  }

  @Override
  public ValueLoad load(int rdbType, @Nullable Draft draft, boolean suspicious) {
    boolean packed = rdbType == RdbType.ZSET_LISTPACK || rdbType == RdbType.ZSET_ZIPLIST;
    ZsetEdit edit = draft == null ? null : open(packed, draft);
    return packed
        ? new Packed(rdbType == RdbType.ZSET_ZIPLIST, draft, edit, suspicious)
        : new Members(rdbType == RdbType.ZSET_2, draft, edit);
  }

  /** What is packed already stays so however long its members are, as in Redis. */
  private ZsetEdit open(boolean packed, Draft draft) {
    return store
        .newZsetEdit()
        .open(
            draft.site(),
            config.number(MemoryOptions.ZSET_MAX_LISTPACK_ENTRIES),
            packed ? Long.MAX_VALUE : config.number(MemoryOptions.ZSET_MAX_LISTPACK_VALUE));
  }

  /** A count, then so many times a member and a score. */
  private static final class Members extends ValueLoad {
    private static final int NAN = 253;
    private static final int POSITIVE_INFINITY = 254;
    private static final int NEGATIVE_INFINITY = 255;

    private final boolean binary;
    private final @Nullable ZsetEdit edit;
    private final RdbText member = new RdbText();
    private long left = -1;
    private double score;

    Members(boolean binary, @Nullable Draft draft, @Nullable ZsetEdit edit) {
      super(draft);
      this.binary = binary;
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
      if (!in.string(member) || !score(in)) {
        return false;
      }
      if (Double.isNaN(score)) {
        throw in.bad("Zset with NAN score detected");
      }
      left--;
      if (edit != null
          && edit.put(score, member.bytes, member.offset, member.length) != ZsetEdit.Change.ADDED) {
        throw in.bad("Duplicate zset fields detected");
      }
      return true;
    }

    private boolean score(RdbInput in) {
      if (binary) {
        boolean there = in.has(Double.BYTES);
        score = there ? Double.longBitsToDouble(in.little(Double.BYTES)) : 0;
        return there;
      }
      if (!in.has(1)) {
        return false;
      }
      int length = in.next();
      if (length >= NAN) {
        score =
            switch (length) {
              case POSITIVE_INFINITY -> Double.POSITIVE_INFINITY;
              case NEGATIVE_INFINITY -> Double.NEGATIVE_INFINITY;
              default -> Double.NaN;
            };
        return true;
      }
      if (!in.has(length)) {
        return false;
      }
      score = ScoreText.parse(in.buffer, in.at, length);
      in.at += length;
      return true;
    }
  }

  private static final class Packed extends PackedLoad {
    private final boolean ziplist;
    private final @Nullable ZsetEdit edit;

    Packed(boolean ziplist, @Nullable Draft draft, @Nullable ZsetEdit edit, boolean suspicious) {
      super(ValueTypes.ZSET, draft, suspicious);
      this.ziplist = ziplist;
      this.edit = edit;
    }

    @Override
    String name() {
      return "Zset";
    }

    @Override
    void convert(RdbInput in, RdbText value) throws RdbFormatException {
      if (ziplist) {
        byte[] list = OldFormats.ziplistToListpack(value.bytes, value.offset, value.length);
        replace(in, value, list, "Zset ziplist");
      }
    }

    @Override
    boolean isSound(byte[] list, int offset) {
      return ListpackBytes.count(list, offset) % 2 == 0 && ZsetEdit.hasScores(list, offset);
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
    for (boolean more = view.goToRank(0); more; more = view.next()) {
      pair.reset();
      pair.mix(view.member());
      pair.mix(Numbers.shortestDouble(view.score()));
      digest.xor(pair);
    }
  }
}
