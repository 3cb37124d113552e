package io.jacinth.engine;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.PersistenceOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.config.SavePoint;
import io.jacinth.engine.session.ClientSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Plays a case of {@link AdmissionTest} on our engine. */
final class AdmissionOurs {
  /** The first slot that belongs to the other node. */
  static final int OTHERS = 8192;

  /** Of this key's slot nobody is the owner. */
  static final String NOBODYS = "c";

  private static final String THIRD_ID = "d".repeat(40);

  private final EngineFixture fixture;
  private final ClientSession other;
  private final String world;
  private final List<String> heard = new ArrayList<>();
  private final List<String> steps;
  private ClientSession session;
  private final TreeMap<Integer, Integer> migrating = new TreeMap<>();
  private final TreeMap<Integer, Integer> importing = new TreeMap<>();
  private boolean bGone;

  private AdmissionOurs(AdmissionTest.Case c, EngineFixture fixture) {
    this.fixture = fixture;
    world = c.world();
    steps = c.steps();
    adopt();
    other = fixture.open();
    for (String call : AdmissionTheirs.data(world)) {
      fixture.run(other, call);
    }
    if (world.equals("loading")) {
      fixture.engine.persistence().loadingStarted(1000, false, fixture.wallMs);
    }
    if (world.equals("follower")) {
      fixture.replication.follow("127.0.0.1", 7002);
    }
    session = fixture.open();
  }

  /** What the client got after each step. */
  static List<String> run(AdmissionTest.Case c) {
    boolean cluster = AdmissionTheirs.isCluster(c.world());
    try (EngineFixture fixture = cluster ? EngineFixture.cluster() : EngineFixture.standalone()) {
      AdmissionOurs ours = new AdmissionOurs(c, fixture);
      ours.from(0);
      return ours.heard;
    }
  }

  private void from(int index) {
    for (int i = index; i < steps.size(); i++) {
      String step = steps.get(i);
      if (step.equals("{busy}")) {
        whileBusy(i + 1);
        return;
      }
      if (step.startsWith("{")) {
        state(step);
      } else if (step.startsWith("@")) {
        fixture.run(other, step.substring(1));
      } else {
        heard.add(AdmissionTheirs.general(fixture.run(session, step)));
      }
    }
  }

  /** The rest of the steps happens while another client's command runs. */
  private void whileBusy(int next) {
    boolean[] done = {false};
    fixture.whileBusy =
        () -> {
          fixture.monoMs += 10;
          if (!done[0]) {
            done[0] = true;
            from(next);
            fixture.engine.killBusy();
          }
        };
    fixture.run(other, "DEBUG BUSY 100000");
  }

  private void state(String state) {
    switch (state) {
      case "{password}" -> {
        fixture.config.put(NetworkOptions.REQUIREPASS, "secret");
        session = fixture.open();
      }
      case "{resp3}" -> fixture.run(session, "HELLO 3");
      case "{nodebug}" -> fixture.config.put(GeneralOptions.ENABLE_DEBUG_COMMAND, "no");
      case "{full}" -> fixture.config.put(MemoryOptions.MAXMEMORY, 1L);
      case "{unsaved}" -> {
        fixture.config.put(PersistenceOptions.SAVE, List.of(new SavePoint(900, 1)));
        fixture.engine.persistence().saveEnded(true, 0, 0, 0);
      }
      case "{alone}" -> fixture.config.put(ReplicationOptions.MIN_REPLICAS_TO_WRITE, 1L);
      case "{replica}" -> fixture.replication.follow("127.0.0.1", 1);
      case "{stale}" -> {
        fixture.replication.follow("127.0.0.1", 1);
        fixture.config.put(ReplicationOptions.REPLICA_SERVE_STALE_DATA, false);
      }
      case "{paused}" -> fixture.run(other, "CLIENT PAUSE 100000 ALL");
      case "{writes paused}" -> fixture.run(other, "CLIENT PAUSE 100000 WRITE");
      case "{reads when down}" -> {
        fixture.config.put(ClusterOptions.CLUSTER_ALLOW_READS_WHEN_DOWN, true);
      }
      case "{migrating}" -> migrating.put(slot("bar"), 1);
      case "{importing}" -> importing.put(slot("foo"), 1);
      case "{b gone}" -> bGone = true;
      default -> throw new IllegalArgumentException(state);
    }
    adopt();
  }

  private static int slot(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
    return SlotHash.slotOf(bytes, 0, bytes.length);
  }

  /** What the node knows of its cluster, if it is in one. */
  private void adopt() {
    if (!AdmissionTheirs.isCluster(world)) {
      return;
    }
    short[] owners = new short[SlotHash.SLOTS];
    if (world.equals("follower")) {
      Arrays.fill(owners, 0, OTHERS, (short) 2);
      Arrays.fill(owners, OTHERS, owners.length, (short) 1);
    } else if (!world.equals("down")) {
      Arrays.fill(owners, OTHERS, owners.length, (short) 1);
    }
    owners[slot(NOBODYS)] = ClusterView.NO_OWNER;
    if (bGone) {
      owners[slot("b")] = 1;
    }
    fixture.engine.apply(
        new EngineEffect.AdoptView(
            new ClusterView(
                2,
                world.equals("down") ? ClusterView.State.FAIL : ClusterView.State.OK,
                "",
                1,
                2,
                List.of(
                    node(EngineFixture.MY_ID, 7001, !world.equals("follower")),
                    node(EngineFixture.OTHER_ID, 7002, true),
                    node(THIRD_ID, 7003, true)),
                0,
                owners,
                migrating,
                importing,
                false)));
  }

  private static NodeView node(String id, int port, boolean primary) {
    return new NodeView(
        id,
        "c".repeat(40),
        "127.0.0.1",
        port,
        0,
        port + 10000,
        "",
        primary,
        primary ? null : THIRD_ID,
        NodeView.Health.OK,
        1,
        SlotSet.EMPTY);
  }
}
