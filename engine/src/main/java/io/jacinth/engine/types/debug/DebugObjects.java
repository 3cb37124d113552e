package io.jacinth.engine.types.debug;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.info.Fixed;
import io.jacinth.engine.types.ObjectCommands;
import io.jacinth.store.Entries;
import io.jacinth.store.ListView;
import io.jacinth.store.ValueTypes;
import java.util.Locale;

/** DEBUG words about how one value is kept: OBJECT, SDSLEN, LISTPACK, QUICKLIST. */
final class DebugObjects {
  /** What DUMP puts around a value: its type, the version, the checksum. */
  private static final int DUMP_FRAME_BYTES = 11;

  private static final int GRANULE_BYTES = 16;

  private DebugObjects() {}

  /** The entry of the key in the third word; 0 after an error reply. */
  private static int find(Call c) {
    return orError(c, c.keys().peek(c.db(), c.argv(), 2));
  }

  /** The same, whether its time is past or not. */
  private static int findStored(Call c) {
    return orError(c, c.keys().storedKeys().entry(c.db(), c.argv(), 2));
  }

  private static int orError(Call c, int entry) {
    if (entry == 0) {
      c.error("ERR no such key");
    }
    return entry;
  }

  static Outcome object(Call c) {
    int entry = findStored(c);
    if (entry == 0) {
      return Outcome.DONE;
    }
    Entries entries = c.keys().entries();
    boolean quicklist = entries.encoding(entry) == ValueTypes.ENCODING_QUICKLIST;
    int serialized = c.engine().values().dump().of(entry).length - DUMP_FRAME_BYTES;
    long address = (entry & 0xffff_ffffL) * GRANULE_BYTES;
    c.reply()
        .simple(
            "Value at:0x"
                + Long.toHexString(address)
                + " refcount:"
                + ObjectCommands.refcountOf(c, entry)
                + " encoding:"
                + ObjectCommands.encodingOf(c, entry)
                + " serializedlength:"
                + serialized
                + " lru:"
                + entries.access(entry)
                + " lru_seconds_idle:"
                + c.keys().idleSeconds(entry)
                + (quicklist ? nodesOf(c, entry) : ""));
    return Outcome.DONE;
  }

  private static String nodesOf(Call c, int entry) {
    ListView list = c.engine().values().listView().open(entry);
    long[] bytes = new long[1];
    list.visitNodes((alone, compressed, plainBytes, count, listpack) -> bytes[0] += plainBytes);
    return String.format(
        Locale.ROOT,
        " ql_nodes:%d ql_avg_node:%s ql_listpack_max:%d ql_compressed:%d"
            + " ql_uncompressed_size:%d",
        list.nodeCount(),
        Fixed.text((double) list.size() / list.nodeCount(), 2),
        list.nodeFill(),
        list.compressDepth() == 0 ? 0 : 1,
        bytes[0]);
  }

  /** Key and value lie in one block, without room to spare. */
  static Outcome sdsLen(Call c) {
    int entry = findStored(c);
    if (entry == 0) {
      return Outcome.DONE;
    }
    Entries entries = c.keys().entries();
    int encoding = entries.encoding(entry);
    if (encoding != ValueTypes.ENCODING_RAW && encoding != ValueTypes.ENCODING_EMBSTR) {
      return c.error("ERR Not an sds encoded string.");
    }
    int keyLength = entries.keyLength(entry);
    c.reply()
        .simple(
            "key_sds_len:"
                + keyLength
                + ", key_sds_avail:0, key_zmalloc: "
                + keyLength
                + ", val_sds_len:"
                + entries.valueLength(entry)
                + ", val_sds_avail:0, val_zmalloc: "
                + (entries.blockBytes(entry) - keyLength));
    return Outcome.DONE;
  }

  /** The structure goes into the log: standard output may be anything. */
  static Outcome listpack(Call c) {
    int entry = find(c);
    if (entry == 0) {
      return Outcome.DONE;
    }
    if (c.keys().entries().encoding(entry) != ValueTypes.ENCODING_LISTPACK) {
      return c.error("ERR Not a listpack encoded object.");
    }
    byte[] bytes = new byte[c.keys().entries().packedLength(entry)];
    c.keys().entries().copyPacked(entry, bytes, 0);
    log(c, ListpackText.of(bytes));
    c.reply().simple("Listpack structure printed on stdout");
    return Outcome.DONE;
  }

  static Outcome quicklist(Call c) {
    int entry = find(c);
    if (entry == 0) {
      return Outcome.DONE;
    }
    if (c.keys().entries().encoding(entry) != ValueTypes.ENCODING_QUICKLIST) {
      return c.error("ERR Not a quicklist encoded object.");
    }
    boolean full = c.count() == 4 && c.argv().latin1(3).startsWith("1");
    ListView list = c.engine().values().listView().open(entry);
    StringBuilder out = new StringBuilder();
    out.append("{count : ").append(list.size()).append("}\n");
    out.append("{len : ").append(list.nodeCount()).append("}\n");
    out.append("{fill : ").append(list.nodeFill()).append("}\n");
    out.append("{compress : ").append(list.compressDepth()).append("}\n");
    out.append("{bookmark_count : 0}\n");
    int[] index = new int[1];
    list.visitNodes((alone, compressed, plainBytes, count, listpack) -> {
      out.append("{quicklist node(").append(index[0]++).append(")\n");
      out.append("{container : ").append(alone ? "PLAIN" : "PACKED");
      out.append(", encoding: ").append(compressed ? "LZF" : "RAW");
      out.append(", size: ").append(plainBytes).append(", count: ").append(count);
      out.append(", recompress: 0, attempted_compress: 0}\n");
      if (full && listpack != null) {
        out.append(ListpackText.of(listpack));
      }
      out.append("}\n");
    });
    log(c, out.toString());
    c.reply().simple("Quicklist structure printed on stdout");
    return Outcome.DONE;
  }

  private static void log(Call c, String text) {
    for (String line : text.split("\n")) {
      c.engine().log().log(System.Logger.Level.INFO, line);
    }
  }
}
