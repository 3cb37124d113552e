package io.jacinth.engine.types;

import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.observe.LatencyCommands;
import io.jacinth.engine.observe.ObserveCommands;
import io.jacinth.engine.pubsub.PubSubCommands;
import io.jacinth.engine.types.bitmap.BitfieldCommands;
import io.jacinth.engine.types.bitmap.BitmapCommands;
import io.jacinth.engine.types.geo.GeoCommands;
import io.jacinth.engine.types.geo.GeoSearchCommands;
import io.jacinth.engine.types.hash.HashCommands;
import io.jacinth.engine.types.hyperloglog.HyperLogLogCommands;
import io.jacinth.engine.types.list.ListCommands;
import io.jacinth.engine.types.list.ListPops;
import io.jacinth.engine.types.lolwut.LolwutCommand;
import io.jacinth.engine.types.set.SetCommands;
import io.jacinth.engine.types.sort.SortCommands;
import io.jacinth.engine.types.stream.GroupCommands;
import io.jacinth.engine.types.stream.StreamCommands;
import io.jacinth.engine.types.stream.StreamInfo;
import io.jacinth.engine.types.zset.CombinationCommands;
import io.jacinth.engine.types.zset.ZsetBlockingCommands;
import io.jacinth.engine.types.zset.ZsetCommands;
import io.jacinth.engine.types.zset.ZsetRangeCommands;
import java.util.List;

/**
 * All families of the engine itself. Families of other packages (CONFIG, PSYNC and REPLCONF) are
 * given to the engine's constructor by whoever has what they need.
 */
public final class Families {
  public static final List<CommandFamily> ALL =
      List.of(
          StringCommands.FAMILY,
          StringRangeCommands.FAMILY,
          CounterCommands.FAMILY,
          HashCommands.FAMILY,
          ZsetCommands.FAMILY,
          SetCommands.FAMILY,
          StreamCommands.FAMILY,
          GroupCommands.FAMILY,
          StreamInfo.FAMILY,
          ListCommands.FAMILY,
          ListPops.FAMILY,
          ZsetRangeCommands.FAMILY,
          CombinationCommands.FAMILY,
          ZsetBlockingCommands.FAMILY,
          BitmapCommands.FAMILY,
          BitfieldCommands.FAMILY,
          HyperLogLogCommands.FAMILY,
          GeoCommands.FAMILY,
          GeoSearchCommands.FAMILY,
          SortCommands.FAMILY,
          LcsCommand.FAMILY,
          KeyCommands.FAMILY,
          ObjectCommands.FAMILY,
          KeyMoveCommands.FAMILY,
          DumpCommands.FAMILY,
          MemoryCommands.FAMILY,
          LolwutCommand.FAMILY,
          ExpireCommands.FAMILY,
          ConnectionCommands.FAMILY,
          ClientCommands.FAMILY,
          ServerCommands.FAMILY,
          ServerCommands.SCRIPTS,
          CommandCommands.FAMILY,
          PubSubCommands.FAMILY,
          ObserveCommands.FAMILY,
          LatencyCommands.FAMILY,
          TransactionCommands.FAMILY,
          ClusterCommands.FAMILY);

  private Families() {}
}
