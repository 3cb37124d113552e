package io.jacinth.engine.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What changed in commands after the release they came with, for COMMAND DOCS. */
final class CommandHistory {
  /** One change. */
  record Change(String release, String what) {}

  /** Commands, release and change, in the order in which they are shown. */
  private static final String LINES =
      """
      auth | 6.0.0 | A user name may precede the password.
      bitcount bitpos | 7.0.0 | The range may be counted in bits: `BYTE|BIT`.
      blpop brpop brpoplpush bzpopmax bzpopmin | 6.0.0 | `timeout` may have a fraction.
      client|kill | 2.8.12 | Filters as pairs of words.
      client|kill | 2.8.12 | Filter `ID`.
      client|kill | 3.2.0 | Type `master` of filter `TYPE`.
      client|kill | 5.0.0 | Type `replica` of filter `TYPE`; `slave` means the same.
      client|kill | 6.2.0 | Filter `LADDR`.
      client|list | 2.8.12 | Field `id`.
      client|list | 5.0.0 | Filter `TYPE`.
      client|list | 6.0.0 | Field `user`.
      client|list | 6.2.0 | Fields `argv-mem`, `tot-mem`, `laddr`, `redir`; filter `ID`.
      client|list | 7.0.0 | Fields `resp`, `multi-mem`, `rbs`, `rbp`.
      client|list | 7.0.3 | Field `ssub`.
      client|pause | 6.2.0 | `mode`, with `WRITE` among its words.
      cluster|meet | 4.0.0 | `cluster_bus_port` may be given.
      cluster|slots | 4.0.0 | Ids of nodes.
      cluster|slots | 7.0.0 | More about the network of each node.
      command|info | 7.0.0 | Without names it tells of all commands.
      config|get | 7.0.0 | Several patterns in one call.
      config|set | 7.0.0 | Several parameters in one call.
      exists | 3.0.3 | More than one `key`.
      expire expireat pexpire pexpireat | 7.0.0 | Conditions `NX`, `XX`, `GT`, `LT`.
      flushall flushdb | 4.0.0 | Modifier `ASYNC`.
      flushall flushdb | 6.2.0 | Modifier `SYNC`.
      geoadd | 6.2.0 | Options `CH`, `NX`, `XX`.
      georadius georadius_ro | 6.2.0 | `COUNT` may be followed by `ANY`.
      georadius georadiusbymember geosearch geosearchstore | 7.0.0 | Units in upper case.
      hdel | 2.4.0 | More than one `field`.
      hello | 6.2.0 | `protover` may be left out, to ask how the connection stands.
      hset | 4.0.0 | More than one `field` and `value`.
      info | 7.0.0 | More than one section.
      lpop rpop | 6.2.0 | `count` may be given.
      lpush rpush | 2.4.0 | More than one `element`.
      lpushx rpushx | 4.0.0 | More than one `element`.
      pttl ttl | 2.8.0 | -2 for a key that is not there.
      renamenx | 3.2.0 | Source and destination may be the same.
      restore restore-asking | 3.0.0 | Modifier `REPLACE`.
      restore restore-asking | 5.0.0 | Modifier `ABSTTL`.
      restore restore-asking | 5.0.0 | Options `IDLETIME` and `FREQ`.
      sadd srem | 2.4.0 | More than one `member`.
      scan | 6.0.0 | Option `TYPE`.
      set | 2.6.12 | Options `EX`, `PX`, `NX`, `XX`.
      set | 6.0.0 | Option `KEEPTTL`.
      set | 6.2.0 | Options `GET`, `EXAT`, `PXAT`.
      set | 7.0.0 | `NX` together with `GET`.
      shutdown | 7.0.0 | Modifiers `NOW`, `FORCE`, `ABORT`.
      slowlog|get | 4.0.0 | Address and name of the client in the reply.
      spop | 3.2.0 | `count` may be given.
      srandmember | 2.6.0 | `count` may be given.
      xadd | 6.2.0 | Options `NOMKSTREAM` and `LIMIT`, trimming by `MINID`.
      xadd | 7.0.0 | An id may be `<ms>-*`.
      xautoclaim | 7.0.0 | The reply tells of deleted entries that left the pending ones.
      xgroup|create xgroup|setid | 7.0.0 | `entries_read` may be given.
      xinfo|consumers | 7.2.0 | Field `inactive`.
      xinfo|groups | 7.0.0 | Fields `entries-read` and `lag`.
      xinfo|stream | 6.0.0 | Modifier `FULL`.
      xinfo|stream | 7.0.0 | Counters of entries, deleted ids and the lag of groups.
      xinfo|stream | 7.2.0 | Field `active-time`; `seen-time` is that of the last attempt.
      xpending | 6.2.0 | Option `IDLE`; a range may leave out its ends.
      xrange xrevrange | 6.2.0 | A range may leave out its ends.
      xsetid | 7.0.0 | `entries_added` and `max_deleted_entry_id` may be given.
      xtrim | 6.2.0 | Trimming by `MINID`, option `LIMIT`.
      zadd | 2.4.0 | More than one element.
      zadd | 3.0.2 | Options `XX`, `NX`, `CH`, `INCR`.
      zadd | 6.2.0 | Options `GT` and `LT`.
      zrange | 6.2.0 | Options `REV`, `BYSCORE`, `BYLEX`, `LIMIT`.
      zrangebyscore | 2.0.0 | Modifier `WITHSCORES`.
      zrank zrevrank | 7.2.0 | Modifier `WITHSCORE`.
      zrem | 2.4.0 | More than one element.
      zrevrangebyscore | 2.1.6 | `min` and `max` may be left out of the range.
      """;

  private static final Map<String, List<Change>> BY_NAME = byName();

  private CommandHistory() {}

  /** The changes of a command or {@code container|subcommand}, the oldest first. */
  static List<Change> of(String name) {
    return BY_NAME.getOrDefault(name, List.of());
  }

  /** Every name that has changes. */
  static Iterable<String> names() {
    return BY_NAME.keySet();
  }

  private static Map<String, List<Change>> byName() {
    Map<String, List<Change>> all = new TreeMap<>();
    for (String line : LINES.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      int first = line.indexOf(" | ");
      int second = line.indexOf(" | ", first + 3);
      Change change = new Change(line.substring(first + 3, second), line.substring(second + 3));
      for (String name : line.substring(0, first).split(" ", -1)) {
        all.computeIfAbsent(name, n -> new ArrayList<>()).add(change);
      }
    }
    return all;
  }
}
