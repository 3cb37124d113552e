package io.jacinth.engine.config;

import static io.jacinth.engine.config.NumberOption.integer;
import static io.jacinth.engine.config.NumberOption.memory;
import static io.jacinth.engine.config.OptionFlag.NO_EFFECT_YET;

import java.util.List;

/** The memory limit, eviction, freeing, and how values are packed. */
public final class MemoryOptions {
  private static final int INT = Integer.MAX_VALUE;

  /** Bytes; 0 is no limit. */
  public static final NumberOption MAXMEMORY = memory("maxmemory", 0, Long.MAX_VALUE, 0);

  public static final ChoiceOption MAXMEMORY_POLICY =
      ChoiceOption.oneOf(
          "maxmemory-policy",
          "volatile-lru volatile-lfu volatile-random volatile-ttl allkeys-lru allkeys-lfu"
              + " allkeys-random noeviction",
          "noeviction");
  public static final NumberOption MAXMEMORY_SAMPLES = integer("maxmemory-samples", 1, 64, 5);
  public static final NumberOption MAXMEMORY_EVICTION_TENACITY =
      integer("maxmemory-eviction-tenacity", 0, 100, 10);
  public static final BoolOption REPLICA_IGNORE_MAXMEMORY =
      new BoolOption("replica-ignore-maxmemory slave-ignore-maxmemory", true);
  public static final NumberOption ACTIVE_EXPIRE_EFFORT = integer("active-expire-effort", 1, 10, 1);
  public static final BoolOption LAZYFREE_LAZY_EVICTION =
      new BoolOption("lazyfree-lazy-eviction", false);
  public static final BoolOption LAZYFREE_LAZY_EXPIRE =
      new BoolOption("lazyfree-lazy-expire", false);
  public static final BoolOption LAZYFREE_LAZY_SERVER_DEL =
      new BoolOption("lazyfree-lazy-server-del", false);
  public static final BoolOption LAZYFREE_LAZY_USER_DEL =
      new BoolOption("lazyfree-lazy-user-del", false);
  public static final BoolOption LAZYFREE_LAZY_USER_FLUSH =
      new BoolOption("lazyfree-lazy-user-flush", false);
  public static final NumberOption LFU_LOG_FACTOR = integer("lfu-log-factor", 0, INT, 10);
  public static final NumberOption LFU_DECAY_TIME = integer("lfu-decay-time", 0, INT, 1);
  public static final NumberOption HASH_MAX_LISTPACK_ENTRIES =
      integer("hash-max-listpack-entries hash-max-ziplist-entries", 0, Long.MAX_VALUE, 512);
  public static final NumberOption HASH_MAX_LISTPACK_VALUE =
      memory("hash-max-listpack-value hash-max-ziplist-value", 0, Long.MAX_VALUE, 64);
  public static final NumberOption LIST_MAX_LISTPACK_SIZE =
      integer("list-max-listpack-size list-max-ziplist-size", Integer.MIN_VALUE, INT, -2);
  public static final NumberOption LIST_COMPRESS_DEPTH = integer("list-compress-depth", 0, INT, 0);
  public static final NumberOption SET_MAX_INTSET_ENTRIES =
      integer("set-max-intset-entries", 0, Long.MAX_VALUE, 512);
  public static final NumberOption SET_MAX_LISTPACK_ENTRIES =
      integer("set-max-listpack-entries", 0, Long.MAX_VALUE, 128);
  public static final NumberOption SET_MAX_LISTPACK_VALUE =
      memory("set-max-listpack-value", 0, Long.MAX_VALUE, 64);
  public static final NumberOption ZSET_MAX_LISTPACK_ENTRIES =
      integer("zset-max-listpack-entries zset-max-ziplist-entries", 0, Long.MAX_VALUE, 128);
  public static final NumberOption ZSET_MAX_LISTPACK_VALUE =
      memory("zset-max-listpack-value zset-max-ziplist-value", 0, Long.MAX_VALUE, 64);
  public static final NumberOption HLL_SPARSE_MAX_BYTES =
      memory("hll-sparse-max-bytes", 0, Long.MAX_VALUE, 3000);
  public static final NumberOption STREAM_NODE_MAX_BYTES =
      memory("stream-node-max-bytes", 0, Long.MAX_VALUE, 4096);
  public static final NumberOption STREAM_NODE_MAX_ENTRIES =
      integer("stream-node-max-entries", 0, Long.MAX_VALUE, 100);
  public static final BoolOption ACTIVEDEFRAG = new BoolOption("activedefrag", false);
  public static final NumberOption ACTIVE_DEFRAG_IGNORE_BYTES =
      memory("active-defrag-ignore-bytes", 1, Long.MAX_VALUE, 100 << 20);
  public static final NumberOption ACTIVE_DEFRAG_THRESHOLD_LOWER =
      integer("active-defrag-threshold-lower", 0, 1000, 10);
  public static final NumberOption ACTIVE_DEFRAG_THRESHOLD_UPPER =
      integer("active-defrag-threshold-upper", 0, 1000, 100);
  public static final NumberOption ACTIVE_DEFRAG_CYCLE_MIN =
      integer("active-defrag-cycle-min", 1, 99, 1);
  public static final NumberOption ACTIVE_DEFRAG_CYCLE_MAX =
      integer("active-defrag-cycle-max", 1, 99, 25);

  static final List<Option<?>> ROWS =
      List.of(
          MAXMEMORY,
          MAXMEMORY_POLICY,
          MAXMEMORY_SAMPLES,
          MAXMEMORY_EVICTION_TENACITY,
          REPLICA_IGNORE_MAXMEMORY,
          ACTIVE_EXPIRE_EFFORT,
          LAZYFREE_LAZY_USER_FLUSH,
          LAZYFREE_LAZY_EVICTION,
          LAZYFREE_LAZY_EXPIRE,
          LAZYFREE_LAZY_SERVER_DEL,
          LAZYFREE_LAZY_USER_DEL,
          LFU_LOG_FACTOR,
          LFU_DECAY_TIME,
          HASH_MAX_LISTPACK_ENTRIES,
          HASH_MAX_LISTPACK_VALUE,
          LIST_MAX_LISTPACK_SIZE,
          LIST_COMPRESS_DEPTH,
          SET_MAX_INTSET_ENTRIES,
          SET_MAX_LISTPACK_ENTRIES,
          SET_MAX_LISTPACK_VALUE,
          ZSET_MAX_LISTPACK_ENTRIES,
          ZSET_MAX_LISTPACK_VALUE,
          HLL_SPARSE_MAX_BYTES,
          STREAM_NODE_MAX_BYTES,
          STREAM_NODE_MAX_ENTRIES,
          new BoolOption("activerehashing", true, NO_EFFECT_YET),
          ACTIVEDEFRAG,
          ACTIVE_DEFRAG_IGNORE_BYTES,
          ACTIVE_DEFRAG_THRESHOLD_LOWER,
          ACTIVE_DEFRAG_THRESHOLD_UPPER,
          ACTIVE_DEFRAG_CYCLE_MIN,
          ACTIVE_DEFRAG_CYCLE_MAX,
          integer("active-defrag-max-scan-fields", 1, Long.MAX_VALUE, 1000, NO_EFFECT_YET),
          new BoolOption("jemalloc-bg-thread", true, NO_EFFECT_YET));

  private MemoryOptions() {}
}
