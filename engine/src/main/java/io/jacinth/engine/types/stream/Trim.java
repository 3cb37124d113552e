package io.jacinth.engine.types.stream;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Propagation;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.store.StreamEdit;
import org.jspecify.annotations.Nullable;

/** The options of XADD and XTRIM, and what they do. */
final class Trim {
  private static final long LIMIT_DEFAULT = 10_000;
  private static final long LIMIT_MAX = 1_000_000;

  private final Call c;
  private final boolean adds;
  private boolean approximate;
  private boolean limitGiven;
  private long limit;
  private long lengthMax = -1;
  private StreamIds.@Nullable Id minId;
  private int argumentAt;
  private boolean mayCreate = true;

  /** XADD: the word of the id, which is null for {@code *}. */
  private int idAt;

  private StreamIds.@Nullable Id id;

  private Trim(Call c, boolean adds) {
    this.c = c;
    this.adds = adds;
  }

  /** Reads the options; null after an error reply. */
  static @Nullable Trim read(Call c, boolean adds) {
    Trim trim = new Trim(c, adds);
    return trim.readWords() && trim.check() ? trim : null;
  }

  private boolean readWords() {
    int i = 2;
    for (; i < c.count(); i++) {
      boolean more = i + 1 < c.count();
      if (adds && c.argv().is(i, "*")) {
        break;
      }
      if (more && (c.argv().is(i, "MAXLEN") || c.argv().is(i, "MINID"))) {
        i = strategy(i);
      } else if (more && c.argv().is(i, "LIMIT")) {
        i = limit(i);
      } else if (adds && c.argv().is(i, "NOMKSTREAM")) {
        mayCreate = false;
      } else if (adds) {
        id = StreamIds.forAdding(c, i);
        if (id == null) {
          return false;
        }
        break;
      } else {
        c.syntaxError();
        return false;
      }
      if (i < 0) {
        return false;
      }
    }
    idAt = i;
    return true;
  }

  private boolean trims() {
    return argumentAt > 0;
  }

  /** Returns the last word used, or a number below 0 after an error reply. */
  private int strategy(int option) {
    if (trims()) {
      return wrong("syntax error, MAXLEN and MINID options at the same time are not compatible");
    }
    int i = option + 1;
    approximate = false;
    if (i + 1 < c.count() && (c.argv().is(i, "~") || c.argv().is(i, "="))) {
      approximate = c.argv().is(i, "~");
      i++;
    }
    if (c.argv().is(option, "MAXLEN")) {
      if (!c.argv().readLong(i)) {
        c.notAnInteger();
        return -1;
      }
      lengthMax = c.argv().longValue();
      if (lengthMax < 0) {
        return wrong("The MAXLEN argument must be >= 0.");
      }
    } else {
      minId = StreamIds.strict(c, i, 0);
      if (minId == null) {
        return -1;
      }
    }
    argumentAt = i;
    return i;
  }

  private int limit(int option) {
    if (!c.argv().readLong(option + 1)) {
      c.notAnInteger();
      return -1;
    }
    limit = c.argv().longValue();
    limitGiven = true;
    return limit < 0 ? wrong("The LIMIT argument must be >= 0.") : option + 1;
  }

  private int wrong(String text) {
    c.error("ERR " + text);
    return -1;
  }

  private boolean check() {
    if (limit != 0 && !trims()) {
      return wrong("syntax error, LIMIT cannot be used without specifying a trimming strategy") > 0;
    }
    if (!adds && !trims()) {
      return wrong("syntax error, XTRIM must be called with a trimming strategy") > 0;
    }
    if (c.isObeyed()) {
      limit = 0;
    } else if (limitGiven && !approximate) {
      return wrong("syntax error, LIMIT cannot be used without the special ~ option") > 0;
    } else if (!limitGiven && approximate) {
      long entries = c.engine().config().number(MemoryOptions.STREAM_NODE_MAX_ENTRIES);
      limit = entries <= 0 ? LIMIT_DEFAULT : entries > LIMIT_MAX / 100 ? LIMIT_MAX : 100 * entries;
    }
    return true;
  }

  boolean mayCreate() {
    return mayCreate;
  }

  int idAt() {
    return idAt;
  }

  StreamIds.@Nullable Id id() {
    return id;
  }

  /** Does it, if it was asked for; how many entries went. */
  long apply(StreamEdit stream) {
    if (!trims()) {
      return 0;
    }
    StreamIds.Id from = minId;
    return from == null
        ? stream.trim(lengthMax, 0, 0, approximate, limit)
        : stream.trim(-1, from.ms(), from.seq(), approximate, limit);
  }

  private static StreamIds.Id first(StreamEdit stream) {
    return new StreamIds.Id(stream.firstMs(), stream.firstSeq(), true);
  }

  /** Tells replicas exactly what was done: the id, and to where it was trimmed. */
  void propagate(StreamEdit stream, StreamIds.@Nullable Id added) {
    Propagation effects = c.effects();
    if (!effects.isWanted()) {
      return;
    }
    effects.command(c.db(), c.count());
    for (int i = 0; i < c.count(); i++) {
      if (approximate && i == argumentAt - 1) {
        effects.word("=");
      } else if (approximate && i == argumentAt) {
        effects.word(
            minId == null
                ? Long.toString(stream.length())
                : (stream.length() == 0 ? StreamIds.Id.MAX : first(stream)).text());
      } else if (added != null && i == idAt) {
        effects.word(added.text());
      } else {
        effects.word(c.argv(), i);
      }
    }
  }
}
