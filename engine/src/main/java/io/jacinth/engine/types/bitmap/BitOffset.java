package io.jacinth.engine.types.bitmap;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.resp.Argv;
import io.jacinth.resp.Numbers;

/** Reads the offset of a bit and says what is wrong with it. */
final class BitOffset {
  /** Instead of an offset: the error has been written. */
  static final long REFUSED = -1;

  private BitOffset() {}

  /** Word {@code i} as a plain offset. */
  static long read(Call c, int i) {
    return read(c, i, 0);
  }

  /**
   * Word {@code i} as an offset in bits or, with a {@code #} before it, in fields.
   *
   * @param fieldBits width of a field; 0 if {@code #} is not allowed
   */
  static long read(Call c, int i, int fieldBits) {
    Argv argv = c.argv();
    int from = argv.offset(i);
    int length = argv.length(i);
    boolean inFields = fieldBits > 0 && length > 0 && argv.array()[from] == '#';
    if (inFields) {
      from++;
      length--;
    }
    long limitBytes = c.engine().config().number(NetworkOptions.PROTO_MAX_BULK_LEN);
    if (Numbers.isLong(argv.array(), from, length)) {
      long offset = Numbers.longOf(argv.array(), from, length) * (inFields ? fieldBits : 1);
      if (offset >= 0
          && (c.isObeyed() || offset >> 3 < limitBytes)
          && offset >> 3 < Integer.MAX_VALUE - Long.BYTES) {
        return offset;
      }
    }
    c.error("ERR bit offset is not an integer or out of range");
    return REFUSED;
  }
}
