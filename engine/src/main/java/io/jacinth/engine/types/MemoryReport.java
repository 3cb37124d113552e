package io.jacinth.engine.types;

import io.jacinth.engine.HostFacts;
import io.jacinth.engine.MemoryUse;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** MEMORY STATS, DOCTOR and MALLOC-STATS: the same figures, told in three ways. */
final class MemoryReport {
  private static final int FIELDS = 27;

  /** Below it nothing can be said: everything is overhead. */
  private static final long LITTLE_BYTES = 5L * 1024 * 1024;

  private final Call c;
  private final MemoryUse memory;
  private final long used;
  private final long peak;
  private final long reserved;
  private final long held;
  private final long resident;
  private final long tables;

  private MemoryReport(Call c) {
    this.c = c;
    memory = c.engine().memory();
    used = c.engine().usedMemory();
    peak = Math.max(used, c.engine().statistics().peakMemory());
    reserved = c.keys().store().reservedBytes();
    held = c.keys().store().residentBytes();
    HostFacts facts = c.engine().host().facts();
    resident = facts.residentBytes() == 0 ? reserved : facts.residentBytes();
    long index = 0;
    for (int i = 0; i < c.keys().databaseCount(); i++) {
      index += mainBytes(c.keys().database(i)) + expiryBytes(c.keys().database(i));
    }
    tables = index;
  }

  private static long mainBytes(Database db) {
    return db.keyCount() * MemoryCommands.TABLE_BYTES;
  }

  private static long expiryBytes(Database db) {
    return db.expireCount() * MemoryCommands.EXPIRY_BYTES;
  }

  // ---- STATS

  static Outcome stats(Call c) {
    new MemoryReport(c).writeStats();
    return Outcome.DONE;
  }

  private void writeStats() {
    List<Database> filled = new ArrayList<>();
    for (int i = 0; i < c.keys().databaseCount(); i++) {
      if (c.keys().database(i).keyCount() > 0) {
        filled.add(c.keys().database(i));
      }
    }
    long overhead = used - memory.dataBytes() + tables;
    long dataset = Math.max(0, used - overhead);
    long keys = c.keys().keyCount();
    c.reply().map(FIELDS + filled.size());
    number("peak.allocated", peak);
    number("total.allocated", used);
    number("startup.allocated", 0);
    number("replication.backlog", memory.backlogBytes());
    number("clients.slaves", memory.replicaBytes());
    number("clients.normal", memory.clientBytes());
    number("cluster.links", 0);
    number("aof.buffer", 0);
    number("lua.caches", 0);
    number("functions.caches", 0);
    for (Database db : filled) {
      c.reply().bulk("db." + db.index());
      c.reply().map(3);
      number("overhead.hashtable.main", mainBytes(db));
      number("overhead.hashtable.expires", expiryBytes(db));
      number("overhead.hashtable.slot-to-keys", 0);
    }
    number("overhead.total", overhead);
    number("keys.count", keys);
    number("keys.bytes-per-key", keys == 0 ? 0 : used / keys);
    number("dataset.bytes", dataset);
    ratio("dataset.percentage", used == 0 ? 0 : 100.0 * dataset / used);
    ratio("peak.percentage", peak == 0 ? 0 : 100.0 * used / peak);
    number("allocator.allocated", used);
    number("allocator.active", reserved);
    number("allocator.resident", held);
    ratio("allocator-fragmentation.ratio", of(reserved, used));
    number("allocator-fragmentation.bytes", reserved - used);
    ratio("allocator-rss.ratio", of(held, reserved));
    number("allocator-rss.bytes", held - reserved);
    ratio("rss-overhead.ratio", of(resident, held));
    number("rss-overhead.bytes", resident - held);
    ratio("fragmentation", of(resident, used));
    number("fragmentation.bytes", resident - used);
  }

  private void number(String name, long value) {
    c.reply().bulk(name);
    c.reply().integer(value);
  }

  private void ratio(String name, double value) {
    ReplyBuffer reply = c.reply();
    reply.bulk(name);
    reply.doubleValue(value);
  }

  private static double of(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  // ---- DOCTOR

  static Outcome doctor(Call c) {
    return text(c, new MemoryReport(c).diagnosis());
  }

  private String diagnosis() {
    if (used < LITTLE_BYTES) {
      return "Hi Sam, this instance is empty or is using very little memory, my issues detector"
          + " can't be used in these conditions. Please, leave for your mission on Earth and fill"
          + " it with some data. The new Sam and I will be back to our programming as soon as I"
          + " finished rebooting.\n";
    }
    List<String> found = new ArrayList<>();
    int clients = Math.max(1, c.engine().sessions().all().size());
    if (peak > used + used / 2) {
      found.add(
          "Peak memory: more than 150% of the present use was needed once. What became free has"
              + " been given back, or will be used again; MEMORY PURGE asks for it.");
    }
    if (reserved > used + used / 10 && reserved - used > 10 * 1024 * 1024) {
      found.add(
          "Fragmentation: the chunks of the store are more than 10% larger than what lies in them."
              + " With 'activedefrag yes' they are packed while the server works.");
    }
    if (memory.clientBytes() / clients > 200 * 1024) {
      found.add(
          "Big client buffers: a client holds more than 200 KiB on average. CLIENT LIST shows who"
              + " reads too slowly or asks for too much at once.");
    }
    if (memory.replicaBytes() > 10 * 1024 * 1024) {
      found.add(
          "Big replica buffers: more than 10 MiB wait to be sent to replicas. A replica or the"
              + " way to it is slower than the writes.");
    }
    if (found.isEmpty()) {
      return "Hi Sam, I can't find any memory issue in your instance. I can only account for what"
          + " occurs on this base.\n";
    }
    StringBuilder out = new StringBuilder();
    out.append("Sam, I detected a few issues in this Redis instance memory implants:\n\n");
    found.forEach(one -> out.append(" * ").append(one).append("\n\n"));
    return out.append("I'm here to keep you safe, Sam. I want to help you.\n").toString();
  }

  // ---- MALLOC-STATS

  static Outcome mallocStats(Call c) {
    MemoryReport report = new MemoryReport(c);
    return text(
        c,
        String.format(
            Locale.ROOT,
            """
            ___ Begin jacinth store statistics ___
            Allocated: %d, active: %d, resident: %d
            Waiting to be freed: %d values, freed so far: %d
            --- End jacinth store statistics ---
            """,
            c.keys().store().usedBytes(),
            report.reserved,
            report.held,
            c.keys().store().freeQueue().pendingEntries(),
            c.keys().store().freeQueue().freedEntries()));
  }

  private static Outcome text(Call c, String text) {
    c.reply().verbatim("txt", text.getBytes(StandardCharsets.UTF_8));
    return Outcome.DONE;
  }
}
