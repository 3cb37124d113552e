package io.jacinth.simulation.host;

import io.jacinth.cluster.view.SlotHash;
import io.jacinth.simulation.world.Machine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The nodes.conf files of a cluster that exists already, written as Redis 7.2 writes them. The
 * first {@code primaries} nodes own the slots, the others follow them in turn.
 */
public final class Blueprint {
  private final List<Machine> nodes;
  private final int primaries;
  private final List<String> ids = new ArrayList<>();
  private final List<String> shardIds = new ArrayList<>();

  public Blueprint(List<Machine> nodes, int primaries, RandomGenerator random) {
    this.nodes = nodes;
    this.primaries = primaries;
    for (int i = 0; i < nodes.size(); i++) {
      ids.add(hex(random));
      shardIds.add(i < primaries ? hex(random) : shardIds.get(i % primaries));
    }
  }

  private static String hex(RandomGenerator random) {
    StringBuilder id = new StringBuilder(40);
    for (int i = 0; i < 40; i++) {
      id.append(Character.forDigit(random.nextInt(16), 16));
    }
    return id.toString();
  }

  /** First slot of a primary's share. */
  public int firstSlot(int primary) {
    return (int) ((long) SlotHash.SLOTS * primary / primaries);
  }

  /** Which share a slot belongs to. */
  public int shardOf(int slot) {
    int shard = (int) ((long) slot * primaries / SlotHash.SLOTS);
    while (shard + 1 < primaries && firstSlot(shard + 1) <= slot) {
      shard++;
    }
    return shard;
  }

  /** Puts the files where the nodes will find them. */
  public void install() {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).disk().install("nodes.conf", conf(i).getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private String conf(int own) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      boolean primary = i < primaries;
      text.append(ids.get(i))
          .append(' ')
          .append(nodes.get(i).ip())
          .append(":" + SimNode.PORT + "@" + SimNode.BUS_PORT)
          .append(",,tls-port=0,shard-id=")
          .append(shardIds.get(i))
          .append(i == own ? " myself," : " ")
          .append(primary ? "master - " : "slave " + ids.get(i % primaries) + " ")
          .append("0 0 ")
          .append(i % primaries + 1)
          .append(i == own ? " connected" : " disconnected");
      if (primary) {
        text.append(' ').append(firstSlot(i)).append('-').append(firstSlot(i + 1) - 1);
      }
      text.append('\n');
    }
    return text.append("vars currentEpoch " + primaries + " lastVoteEpoch 0\n").toString();
  }
}
