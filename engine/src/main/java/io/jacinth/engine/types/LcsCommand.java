package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.READONLY;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.KeySpec;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.util.BitSet;

/**
 * LCS: the longest common subsequence of two strings.
 *
 * <p>The usual table of lengths, of which two rows are kept; what the way back needs of the rest is
 * one bit a cell: whether it goes up (one byte less of the first string) or left. Where both are as
 * long it goes left, which decides between subsequences of the same length.
 */
final class LcsCommand {
  static final CommandFamily FAMILY =
      family(Group.STRING)
          .row(
              "LCS",
              arity(-3),
              READONLY,
              Keys.of(KeySpec.range(1, 1, 1, Keys.RO | Keys.ACCESS)),
              LcsCommand::run,
              doc(
                  "7.0.0",
                  "O(N*M) where N and M are the lengths of the strings",
                  "key1/key key2/key [LEN] [IDX] [MINMATCHLEN len/integer] [WITHMATCHLEN]",
                  "Finds the longest common subsequence of two strings."));

  private static final int CELL_BYTES = 4;

  private final byte[] a;
  private final byte[] b;
  private final BitSet goesUp = new BitSet();
  private int length;

  private LcsCommand(byte[] a, byte[] b) {
    this.a = a;
    this.b = b;
  }

  private static Outcome run(Call c) {
    Argv argv = c.argv();
    int first = c.keys().read(c.db(), argv, 1);
    int second = c.keys().read(c.db(), argv, 2);
    if ((first != 0 && !Strings.isString(c, first))
        || (second != 0 && !Strings.isString(c, second))) {
      return c.error("ERR The specified keys must contain string values");
    }
    boolean onlyLength = false;
    boolean ranges = false;
    boolean withLengths = false;
    long least = 0;
    for (int i = 3; i < c.count(); i++) {
      if (argv.is(i, "IDX")) {
        ranges = true;
      } else if (argv.is(i, "LEN")) {
        onlyLength = true;
      } else if (argv.is(i, "WITHMATCHLEN")) {
        withLengths = true;
      } else if (argv.is(i, "MINMATCHLEN") && i + 1 < c.count()) {
        if (!argv.readLong(++i)) {
          return c.notAnInteger();
        }
        least = argv.longValue();
      } else {
        return c.syntaxError();
      }
    }
    if (onlyLength && ranges) {
      return c.error("ERR If you want both the length and indexes, please just use IDX.");
    }
    // Redis keeps the whole table, and refuses when that would be too large.
    long cells =
        (first == 0 ? 1 : c.keys().entries().valueLength(first) + 1L)
            * (second == 0 ? 1 : c.keys().entries().valueLength(second) + 1L);
    long limit = c.engine().config().number(NetworkOptions.PROTO_MAX_BULK_LEN) / CELL_BYTES;
    if (cells > Math.min(limit, Integer.MAX_VALUE)) {
      return c.error(
          "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    }
    LcsCommand lcs =
        new LcsCommand(
            first == 0 ? new byte[0] : Strings.bytes(c, first),
            second == 0 ? new byte[0] : Strings.bytes(c, second));
    lcs.compute();
    if (onlyLength) {
      return c.integer(lcs.length);
    }
    if (ranges) {
      lcs.ranges(c.reply(), least, withLengths);
    } else {
      c.reply().bulk(lcs.text());
    }
    return Outcome.DONE;
  }

  private void compute() {
    int[] above = new int[b.length + 1];
    int[] row = new int[b.length + 1];
    for (int i = 1; i <= a.length; i++) {
      for (int j = 1; j <= b.length; j++) {
        if (a[i - 1] == b[j - 1]) {
          row[j] = above[j - 1] + 1;
        } else if (above[j] > row[j - 1]) {
          row[j] = above[j];
          goesUp.set(cell(i, j));
        } else {
          row[j] = row[j - 1];
        }
      }
      int[] done = row;
      row = above;
      above = done;
    }
    length = above[b.length];
  }

  private int cell(int i, int j) {
    return (i - 1) * b.length + j - 1;
  }

  private byte[] text() {
    byte[] text = new byte[length];
    int at = length;
    int i = a.length;
    int j = b.length;
    while (i > 0 && j > 0) {
      if (a[i - 1] == b[j - 1]) {
        text[--at] = a[i - 1];
        i--;
        j--;
      } else if (goesUp.get(cell(i, j))) {
        i--;
      } else {
        j--;
      }
    }
    return text;
  }

  /** Runs of matching bytes as pairs of ranges, the last run first, and the length. */
  private void ranges(ReplyBuffer reply, long least, boolean withLengths) {
    reply.map(2);
    reply.bulk("matches");
    long mark = reply.beginDeferred();
    int count = 0;
    int i = a.length;
    int j = b.length;
    while (i > 0 && j > 0) {
      int run = 0;
      while (i > run && j > run && a[i - 1 - run] == b[j - 1 - run]) {
        run++;
      }
      if (run > 0) {
        if (run >= least) {
          range(reply, i, j, run, withLengths);
          count++;
        }
        i -= run;
        j -= run;
      } else if (goesUp.get(cell(i, j))) {
        i--;
      } else {
        j--;
      }
    }
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, count);
    reply.bulk("len");
    reply.integer(length);
  }

  private static void range(ReplyBuffer reply, int endA, int endB, int run, boolean withLength) {
    reply.array(withLength ? 3 : 2);
    reply.array(2);
    reply.integer(endA - run);
    reply.integer(endA - 1L);
    reply.array(2);
    reply.integer(endB - run);
    reply.integer(endB - 1L);
    if (withLength) {
      reply.integer(run);
    }
  }
}
