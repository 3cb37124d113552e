package io.jacinth.engine.info;

import io.jacinth.engine.Engine;
import io.jacinth.engine.HostFacts;
import io.jacinth.engine.MemoryUse;
import io.jacinth.engine.config.MemoryOptions;

/** Memory. {@code used_memory} is the data's own: live blocks and table arrays, exactly. */
final class MemorySection {
  private MemorySection() {}

  static void write(Engine engine, StringBuilder out) {
    HostFacts facts = engine.host().facts();
    long used = engine.usedMemory();
    long reserved = engine.keyspace().store().reservedBytes();
    long held = engine.keyspace().store().residentBytes();
    long peak = Math.max(used, engine.statistics().peakMemory());
    long resident = facts.residentBytes() == 0 ? reserved : facts.residentBytes();
    MemoryUse memory = engine.memory();
    long limit = engine.config().number(MemoryOptions.MAXMEMORY);
    new Fields(out)
        .bytes("used_memory", used)
        .bytes("used_memory_rss", resident)
        .bytes("used_memory_peak", peak)
        .put("used_memory_peak_perc", percent(used, peak))
        .put("used_memory_overhead", used - memory.dataBytes())
        .put("used_memory_startup", 0)
        .put("used_memory_dataset", memory.dataBytes())
        .put("used_memory_dataset_perc", percent(memory.dataBytes(), used))
        .put("allocator_allocated", used)
        .put("allocator_active", reserved)
        .put("allocator_resident", held)
        .bytes("total_system_memory", facts.totalMemoryBytes())
        .put("used_memory_lua", 0)
        .put("used_memory_vm_eval", 0)
        .put("used_memory_lua_human", "0B")
        .put("used_memory_scripts_eval", 0)
        .put("number_of_cached_scripts", 0)
        .put("number_of_functions", 0)
        .put("number_of_libraries", 0)
        .put("used_memory_vm_functions", 0)
        .bytes("used_memory_vm_total", 0)
        .put("used_memory_functions", 0)
        .bytes("used_memory_scripts", 0)
        .bytes("maxmemory", limit)
        .put("maxmemory_policy", InfoText.policy(engine))
        .decimal("allocator_frag_ratio", ratio(reserved, used))
        .put("allocator_frag_bytes", reserved - used)
        .decimal("allocator_rss_ratio", ratio(held, reserved))
        .put("allocator_rss_bytes", held - reserved)
        .decimal("rss_overhead_ratio", ratio(resident, held))
        .put("rss_overhead_bytes", resident - held)
        .decimal("mem_fragmentation_ratio", ratio(resident, used))
        .put("mem_fragmentation_bytes", resident - used)
        .put("mem_not_counted_for_evict", used - memory.counted())
        .put("mem_replication_backlog", memory.backlogBytes())
        .put("mem_total_replication_buffers", memory.backlogBytes() + memory.replicaBytes())
        .put("mem_clients_slaves", memory.replicaBytes())
        .put("mem_clients_normal", memory.clientBytes())
        .put("mem_cluster_links", 0)
        .put("mem_aof_buffer", 0)
        .put("mem_allocator", "jacinth")
        .put("active_defrag_running", engine.housekeeping().defrag().runningPercent())
        .put("lazyfree_pending_objects", engine.keyspace().store().freeQueue().pendingEntries())
        .put("lazyfreed_objects", engine.keyspace().store().freeQueue().freedEntries());
  }

  private static String percent(long part, long whole) {
    return Fixed.text(whole == 0 ? 0.0 : 100.0 * part / whole, 2) + "%";
  }

  private static double ratio(long a, long b) {
    return b == 0 ? 0 : (double) a / b;
  }
}
