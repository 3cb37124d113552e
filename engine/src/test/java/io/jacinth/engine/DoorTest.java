package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.keyspace.EventHook;
import io.jacinth.engine.keyspace.Hooks;
import io.jacinth.engine.keyspace.SnapshotHook;
import io.jacinth.engine.keyspace.TrackingHook;
import io.jacinth.engine.keyspace.WakeHook;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.store.EntryTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every command that writes goes through the door: for each WRITE row one call that changes key
 * {@code k}, and which hooks it set off, in order.
 */
class DoorTest {
  /** What runs before, what is run, and what the hooks must say. */
  private record Case(String before, String line, String hooks) {}

  private static final TreeMap<String, Case> CASES = new TreeMap<>();

  private static void row(String name, String before, String line, String hooks) {
    CASES.put(name, new Case(before, line, hooks));
  }

  private static final String CREATED = "fence watch tracking new ";
  private static final String CHANGED = "snapshot fence watch tracking ";

  /** What Redis does to groups: it concerns neither WATCH nor caches. */
  private static final String UNWATCHED = "snapshot fence ";

  private static final String ZREMRANGE = CHANGED + "zremrangeby";

  /** What DUMP returns for the number 0. */
  private static final String ZERO = "\0\u00c0\0\n\0\u0098@\u00a7x\u00f8P\3\b";

  static {
    row("set", "", "SET k v", CREATED + "set wake dirty");
    row("setnx", "", "SETNX k v", CREATED + "set wake dirty");
    row("setex", "SET k v", "SETEX k 10 w", CHANGED + "set dirty expire");
    row("psetex", "SET k v", "PSETEX k 10 w", CHANGED + "set dirty expire");
    row("getset", "SET k v", "GETSET k w", CHANGED + "set dirty");
    row("getdel", "SET k v", "GETDEL k", CHANGED + "del dirty");
    row("getex", "SET k v", "GETEX k EX 5", CHANGED + "expire dirty");
    row("mset", "SET k v", "MSET k w", CHANGED + "set dirty");
    row("msetnx", "", "MSETNX k w", CREATED + "set wake dirty");
    row("append", "SET k v", "APPEND k w", CHANGED + "append dirty");
    row("setrange", "SET k v", "SETRANGE k 1 w", CHANGED + "setrange dirty");
    row("incr", "SET k 1", "INCR k", CHANGED + "incrby dirty");
    row("decr", "", "DECR k", CREATED + "incrby wake dirty");
    row("incrby", "SET k 1", "INCRBY k 2", CHANGED + "incrby dirty");
    row("decrby", "SET k 1", "DECRBY k 2", CHANGED + "incrby dirty");
    row("incrbyfloat", "SET k 1", "INCRBYFLOAT k 2", CHANGED + "incrbyfloat dirty");
    row("hset", "", "HSET k f v", CREATED + "hset wake dirty");
    row("hmset", "HSET k f v", "HMSET k g v", CHANGED + "hset dirty");
    row("hsetnx", "HSET k f v", "HSETNX k g v", CHANGED + "hset dirty");
    row("hdel", "HSET k f v", "HDEL k f", CHANGED + "hdel del dirty");
    row("hincrby", "HSET k f 1", "HINCRBY k f 2", CHANGED + "hincrby dirty");
    row("hincrbyfloat", "HSET k f 1", "HINCRBYFLOAT k f 2", CHANGED + "hincrbyfloat dirty");
    row("zadd", "ZADD k 1 a", "ZADD k 2 a 3 b", CHANGED + "zadd dirty");
    row("zincrby", "", "ZINCRBY k 2 a", CREATED + "zincr wake dirty");
    row("zrem", "ZADD k 1 a", "ZREM k a b", CHANGED + "zrem del dirty");
    row("zpopmin", "ZADD k 1 a 2 b", "ZPOPMIN k", CHANGED + "zpopmin dirty");
    row("zpopmax", "ZADD k 1 a 2 b", "ZPOPMAX k 3", CHANGED + "zpopmax del dirty");
    row("zmpop", "ZADD k 1 a 2 b", "ZMPOP 2 j k MAX", CHANGED + "zpopmax dirty");
    String group = "XADD k 1-1 a 1;XGROUP CREATE k g 0";
    String read = group + ";XREADGROUP GROUP g c STREAMS k >";
    row("xgroup|create", "", "XGROUP CREATE k g 0 MKSTREAM", CREATED + "xgroup-create wake dirty");
    row("xgroup|setid", group, "XGROUP SETID k g 1", UNWATCHED + "xgroup-setid dirty");
    row("xgroup|destroy", group, "XGROUP DESTROY k g", UNWATCHED + "xgroup-destroy dirty");
    String made = UNWATCHED + "xgroup-createconsumer dirty";
    row("xgroup|createconsumer", group, "XGROUP CREATECONSUMER k g c", made);
    row(
        "xgroup|delconsumer",
        read,
        "XGROUP DELCONSUMER k g c",
        UNWATCHED + "xgroup-delconsumer dirty");
    row("xreadgroup", group, "XREADGROUP GROUP g c STREAMS k >", made);
    row("xack", read, "XACK k g 1-1", "snapshot fence dirty");
    row("xclaim", read, "XCLAIM k g c 0 1-1", "snapshot fence dirty");
    row("xautoclaim", read, "XAUTOCLAIM k g d 0 0", made);
    row("xadd", "XADD k 1-1 a 1", "XADD k MAXLEN 1 2-1 a 1", CHANGED + "xadd dirty xtrim");
    row("xdel", "XADD k 1-1 a 1", "XDEL k 1-1", CHANGED + "xdel dirty");
    row("xtrim", "XADD k 1-1 a 1", "XTRIM k MAXLEN 0", CHANGED + "xtrim dirty");
    row("xsetid", "XADD k 1-1 a 1", "XSETID k 2-1", UNWATCHED + "xsetid dirty");
    row("sadd", "", "SADD k a b", CREATED + "sadd wake dirty");
    row("srem", "SADD k a", "SREM k a", CHANGED + "srem del dirty");
    row(
        "smove",
        "SADD k a",
        "SMOVE k j a",
        CHANGED + "srem del fence tracking new sadd wake dirty");
    row("spop", "SADD k a b", "SPOP k", CHANGED + "spop dirty");
    row("sinterstore", "SADD k a", "SINTERSTORE k k", CHANGED + "sinterstore wake dirty");
    row("sunionstore", "SADD k a", "SUNIONSTORE k k", CHANGED + "sunionstore wake dirty");
    row("sdiffstore", "SADD j a", "SDIFFSTORE k j", CREATED + "sdiffstore wake dirty");
    row("lpush", "", "LPUSH k a b", CREATED + "lpush wake dirty");
    row("rpush", "RPUSH k a", "RPUSH k b", CHANGED + "rpush dirty");
    row("lpushx", "RPUSH k a", "LPUSHX k b", CHANGED + "lpush dirty");
    row("rpushx", "RPUSH k a", "RPUSHX k b", CHANGED + "rpush dirty");
    row("lset", "RPUSH k a", "LSET k 0 b", CHANGED + "lset dirty");
    row("linsert", "RPUSH k a", "LINSERT k BEFORE a b", CHANGED + "linsert dirty");
    row("lrem", "RPUSH k a b", "LREM k 0 a", CHANGED + "lrem dirty");
    row("ltrim", "RPUSH k a", "LTRIM k 1 1", CHANGED + "ltrim del dirty");
    row("lpop", "RPUSH k a b", "LPOP k", CHANGED + "lpop dirty");
    row("rpop", "RPUSH k a", "RPOP k 2", CHANGED + "rpop del dirty");
    row("lmpop", "RPUSH k a b", "LMPOP 2 j k LEFT", CHANGED + "lpop dirty");
    row("rpoplpush", "RPUSH k a b", "RPOPLPUSH k k", CHANGED + "lpush rpop dirty");
    row("lmove", "RPUSH k a", "LMOVE k k LEFT RIGHT", CHANGED + "rpush lpop dirty");
    row("blpop", "RPUSH k a", "BLPOP k 0", CHANGED + "lpop del dirty");
    row("brpop", "RPUSH k a b", "BRPOP j k 0", CHANGED + "rpop dirty");
    row("blmpop", "RPUSH k a b", "BLMPOP 0 1 k RIGHT COUNT 2", CHANGED + "rpop del dirty");
    row("brpoplpush", "RPUSH k a", "BRPOPLPUSH k k 0", CHANGED + "lpush rpop dirty");
    row("blmove", "RPUSH k a", "BLMOVE k k LEFT LEFT 0", CHANGED + "lpush lpop dirty");
    row("bzpopmin", "ZADD k 1 a 2 b", "BZPOPMIN j k 0", CHANGED + "zpopmin dirty");
    row("bzpopmax", "ZADD k 1 a", "BZPOPMAX k 0", CHANGED + "zpopmax del dirty");
    row("bzmpop", "ZADD k 1 a 2 b", "BZMPOP 0 2 j k MIN", CHANGED + "zpopmin dirty");
    row("zrangestore", "ZADD k 1 a", "ZRANGESTORE k k 0 -1", CHANGED + "zrangestore wake dirty");
    row("zremrangebyrank", "ZADD k 1 a", "ZREMRANGEBYRANK k 0 0", ZREMRANGE + "rank del dirty");
    row("zremrangebyscore", "ZADD k 1 a", "ZREMRANGEBYSCORE k 0 1", ZREMRANGE + "score del dirty");
    row("zremrangebylex", "ZADD k 1 a 1 b", "ZREMRANGEBYLEX k - [a", ZREMRANGE + "lex dirty");
    row("zunionstore", "ZADD k 1 a", "ZUNIONSTORE k 1 k", CHANGED + "zunionstore wake dirty");
    row("zinterstore", "ZADD k 1 a", "ZINTERSTORE k 1 k", CHANGED + "zinterstore wake dirty");
    row("zdiffstore", "ZADD k 1 a", "ZDIFFSTORE k 2 k k", CHANGED + "del dirty");
    row("setbit", "SET k v", "SETBIT k 3 0", CHANGED + "setbit dirty");
    row("bitop", "SET k v", "BITOP NOT k k", CHANGED + "set dirty");
    row("bitfield", "SET k v", "BITFIELD k SET u8 0 1", CHANGED + "setbit dirty");
    row("sort", "RPUSH k 2 1", "SORT k STORE k", CHANGED + "sortstore wake dirty");
    row("geoadd", "", "GEOADD k 1 2 a", CREATED + "zadd wake dirty");
    row(
        "georadius",
        "GEOADD k 1 2 a",
        "GEORADIUS k 1 2 9 m STORE k",
        CHANGED + "georadiusstore wake dirty");
    row(
        "georadiusbymember",
        "GEOADD k 1 2 a",
        "GEORADIUSBYMEMBER k a 9 m STORE k",
        CHANGED + "georadiusstore wake dirty");
    row(
        "geosearchstore",
        "GEOADD k 1 2 a",
        "GEOSEARCHSTORE k k FROMMEMBER a BYRADIUS 9 m",
        CHANGED + "geosearchstore wake dirty");
    row("pfadd", "", "PFADD k a", CREATED + "pfadd wake dirty");
    row("pfmerge", "PFADD k a", "PFMERGE k", CHANGED + "pfadd dirty");
    row("pfdebug", "PFADD k a", "PFDEBUG TODENSE k", CHANGED + "dirty");
    row("del", "SET k v", "DEL k", CHANGED + "del dirty");
    row("unlink", "SET k v", "UNLINK k", CHANGED + "del dirty");
    row("expire", "SET k v", "EXPIRE k 10", CHANGED + "expire dirty");
    row("pexpire", "SET k v", "PEXPIRE k 0", CHANGED + "del dirty");
    row("expireat", "SET k v", "EXPIREAT k 1", CHANGED + "del dirty");
    row("pexpireat", "SET k v", "PEXPIREAT k 99999999999999", CHANGED + "expire dirty");
    row("persist", "SETEX k 10 v", "PERSIST k", CHANGED + "persist dirty");
    row("restore", "SET k v", "RESTORE k 0 " + ZERO + " REPLACE", CHANGED + "new restore dirty");
    row("restore-asking", "", "RESTORE-ASKING k 9 " + ZERO, CREATED + "restore wake dirty");
    String moved = CHANGED + "fence tracking new ";
    row("rename", "SET k v", "RENAME k l", moved + "rename_from rename_to wake dirty");
    row("renamenx", "SET k v", "RENAMENX k l", moved + "rename_from rename_to wake dirty");
    row("copy", "SET l v", "COPY l k", CREATED + "copy_to wake dirty");
    row("move", "SET k v", "MOVE k 1", moved + "move_from move_to wake dirty");
    row("swapdb", "SET k v", "SWAPDB 0 1", "watch swapped dirty");
    row("flushall", "SET k v", "FLUSHALL", "watch drop tracking-all dirty");
    row("flushdb", "SET k v", "FLUSHDB", "watch drop tracking-all dirty");
  }

  @Test
  void everyWriteRowHasACase() {
    List<String> rows = new ArrayList<>();
    try (EngineFixture fixture = EngineFixture.standalone()) {
      for (Command command : fixture.engine.commands().everything()) {
        if (command.is(Flags.WRITE)) {
          rows.add(command.name());
        }
      }
    }
    assertThat(CASES.keySet()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void everyWriteRunsItsHooksInOrder() {
    List<String> wrong = new ArrayList<>();
    CASES.forEach((name, expected) -> {
      String seen = hooksOf(expected.before(), expected.line());
      if (!seen.equals(expected.hooks())) {
        wrong.add(name + ": " + seen);
      }
    });
    assertThat(wrong).isEmpty();
  }

  @Test
  void writesThatChangeNothingRunNoHook() {
    for (String line :
        new String[] {
          "SETNX k w",
          "SET k w NX",
          "PERSIST k",
          "EXPIRE k 5 XX",
          "DEL other",
          "GETEX k",
          "INCR k",
          "MSETNX k 1 j 2",
          "SETRANGE k 0 \"\"",
          "BITFIELD k GET u8 0",
          "PFADD k a"
        }) {
      assertThat(hooksOf("SET k text", line)).as(line).isEmpty();
    }
  }

  @Test
  void anotherEncodingOfTheSameValueIsNobodysBusiness() {
    assertThat(hooksOf("SET k text", "SETBIT k 3 1")).isEqualTo("snapshot");
    assertThat(hooksOf("SET k text", "BITFIELD k INCRBY u8 0 0")).isEqualTo("snapshot");
  }

  @Test
  void aCardinalityThatIsNotedIsAChangeWithoutAnEvent() {
    assertThat(hooksOf("PFADD k a", "PFCOUNT k")).isEqualTo(CHANGED + "dirty");
  }

  @Test
  void anExpiredKeyRunsTheHooksOfItsDeletion() {
    assertThat(hooksOf("SET k v PX 1", "GET k")).isEqualTo(CHANGED + "expired keymiss");
  }

  private static String hooksOf(String before, String line) {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      ClientSession session = fixture.open();
      ClientSession watching = fixture.open();
      if (!before.isEmpty()) {
        for (String first : before.split(";")) {
          fixture.run(session, first);
        }
      }
      fixture.run(watching, "WATCH k");
      fixture.tick(5);
      List<String> seen = new ArrayList<>();
      record(fixture, watching, seen);
      long dirty = fixture.engine.keyspace().dirty();
      fixture.run(session, line);
      noteWatch(watching, seen);
      if (fixture.engine.keyspace().dirty() != dirty) {
        int at = seen.size();
        // Dirty grows as the last act of a commit; a second event of the command comes after it.
        if (seen.contains("set") && seen.getLast().equals("expire")
            || seen.contains("xadd") && seen.getLast().equals("xtrim")) {
          at--;
        }
        seen.add(at, "dirty");
      }
      return String.join(" ", seen);
    }
  }

  private static void noteWatch(ClientSession watching, List<String> seen) {
    if (watching.is(SessionFlags.WATCH_BROKEN) && !seen.contains("watch")) {
      seen.add("watch");
    }
  }

  private static void record(EngineFixture fixture, ClientSession watching, List<String> seen) {
    Hooks hooks = fixture.engine.keyspace().hooks();
    hooks.snapshot(
        new SnapshotHook() {
          @Override
          public void beforeChange(int db, int slot, EntryTable table, long hash, int entry) {
            assertThat(fixture.engine.keyspace().keyOf(entry))
                .isEqualTo("k".getBytes(StandardCharsets.US_ASCII));
            seen.add("snapshot");
          }

          @Override
          public void beforeDrop(int db, int slot) {
            noteWatch(watching, seen);
            if (!seen.contains("drop")) {
              seen.add("drop");
            }
          }

          @Override
          public void swapped(int first, int second) {
            noteWatch(watching, seen);
            seen.add("swapped");
          }
        });
    hooks.fence((db, slot, key, offset, length) -> seen.add("fence"));
    hooks.tracking(
        new TrackingHook() {
          @Override
          public void changed(byte[] key, int offset, int length) {
            noteWatch(watching, seen);
            seen.add("tracking");
          }

          @Override
          public void allChanged() {
            noteWatch(watching, seen);
            if (!seen.contains("tracking-all")) {
              seen.add("tracking-all");
            }
          }
        });
    EventHook events = (eventClass, event, db, key, offset, length) -> seen.add(event);
    hooks.events(events);
    hooks.wakeUps(
        new WakeHook() {
          @Override
          public void ready(int db, int type, byte[] key, int offset, int length) {
            seen.add("wake");
          }

          @Override
          public void gone(int db, byte[] key, int offset, int length) {}

          @Override
          public void dropping(int db, int table) {}

          @Override
          public void databaseReplaced(int db) {}
        });
  }
}
