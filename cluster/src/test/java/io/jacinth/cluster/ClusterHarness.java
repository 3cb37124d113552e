package io.jacinth.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * N cores in one queue of (time, number), with the invariants of a cluster checked after every
 * event. A run is its seed: every delay comes from one generator.
 */
final class ClusterHarness {
  private static final int FIRST_PORT = 7001;
  private static final int[] WATCHED_SLOTS = {0, 5000, 6000, 9000, 12000, 16383};

  private record Event(long at, long number, Runnable action) {}

  final Random random;
  final List<HarnessNode> nodes = new ArrayList<>();
  final Set<HarnessWire> wires = new LinkedHashSet<>();
  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.number, b.number));
  private final Set<Long> cuts = new HashSet<>();
  private final Set<Long> oneWay = new HashSet<>();
  private final Map<Long, String> winnerOfEpoch = new HashMap<>();
  private long number;
  long now = 1_000;
  int diskMaxMs = 3;
  int diskFailPercent;
  boolean checkSingleWriter = true;
  long events;

  ClusterHarness(long seed, int count, int nodeTimeoutMs) {
    this.random = new Random(seed);
    for (int i = 0; i < count; i++) {
      ClusterSettings.Draft draft = new ClusterSettings.Draft(FIRST_PORT + i);
      draft.nodeTimeoutMs = nodeTimeoutMs;
      HarnessNode node = new HarnessNode(this, i, draft.build());
      node.log.clock = () -> now;
      nodes.add(node);
    }
  }

  void startAll() {
    for (HarnessNode node : nodes) {
      node.start();
    }
  }

  HarnessNode node(int i) {
    return nodes.get(i);
  }

  long wallMs() {
    return now + 1_700_000_000_000L;
  }

  void after(long delayMs, Runnable action) {
    queue.add(new Event(now + delayMs, number++, action));
  }

  void run(long ms) {
    long end = now + ms;
    while (!queue.isEmpty() && queue.peek().at <= end) {
      Event event = queue.poll();
      now = event.at;
      events++;
      event.action.run();
    }
    now = end;
  }

  /** How long it took, or an assertion error. */
  long until(long maxMs, String what, BooleanSupplier condition) {
    long start = now;
    while (!condition.getAsBoolean()) {
      if (now - start > maxMs) {
        throw new AssertionError("not within " + maxMs + " ms: " + what + "\n" + picture());
      }
      run(10);
    }
    return now - start;
  }

  String picture() {
    checkSingleWriter = false; // the run is over; asking for the nodes would fail again
    StringBuilder out = new StringBuilder();
    for (HarnessNode node : nodes) {
      out.append("--- ").append(node.port).append(node.alive ? "" : " (dead)").append('\n');
      if (node.alive) {
        out.append(node.text("nodes"));
      }
      List<String> lines = node.log.lines;
      for (int i = Math.max(0, lines.size() - 25); i < lines.size(); i++) {
        out.append("    ").append(node.log.times.get(i)).append(' ').append(lines.get(i));
        out.append('\n');
      }
    }
    return out.toString();
  }

  HarnessNode byId(String id) {
    for (HarnessNode node : nodes) {
      if (node.core != null && node.core.myId().equals(id)) {
        return node;
      }
    }
    return null;
  }

  long diskDelayMs() {
    return 1L + random.nextInt(diskMaxMs);
  }

  boolean diskFails() {
    return random.nextInt(100) < diskFailPercent;
  }

  long networkDelayMs() {
    return 1L + random.nextInt(3);
  }

  void connect(HarnessNode from, int link, int busPort) {
    HarnessNode to = null;
    for (HarnessNode node : nodes) {
      if (node.settings.busPort() == busPort) {
        to = node;
      }
    }
    HarnessNode target = to;
    int life = from.life;
    boolean dark = target != null && cut(from.index, target.index);
    after(
        dark ? from.settings.nodeTimeoutMs() : networkDelayMs(),
        () -> {
          if (!from.alive || from.life != life) {
            return;
          }
          if (target == null || !target.alive || dark) {
            String cause = dark ? "Connection timed out" : "Connection refused";
            from.step(() -> from.core.onLinkDown(link, cause, now));
            return;
          }
          int accepted = --target.nextAccepted;
          HarnessWire wire = new HarnessWire(this, from, link, target, accepted);
          wires.add(wire);
          target.links.put(accepted, wire);
          from.links.put(link, wire);
          target.step(() -> target.core.onAccepted(accepted, "127.0.0.1", "127.0.0.1", now));
          from.step(() -> from.core.onLinkUp(link, "127.0.0.1", now));
        });
  }

  private static long pair(int a, int b) {
    return Math.min(a, b) * 1000L + Math.max(a, b);
  }

  boolean cut(int a, int b) {
    return cuts.contains(pair(a, b));
  }

  boolean cutOneWay(int from, int to) {
    return oneWay.contains(from * 1000L + to);
  }

  void cutBetween(int a, int b) {
    cuts.add(pair(a, b));
  }

  void cutFrom(int from, int to) {
    oneWay.add(from * 1000L + to);
  }

  /** Cuts a node from all others. */
  void isolate(int node) {
    for (HarnessNode other : nodes) {
      if (other.index != node) {
        cutBetween(node, other.index);
      }
    }
  }

  /** Ends all cuts; connections that lost something are reset, as TCP would. */
  void heal() {
    for (HarnessWire wire : List.copyOf(wires)) {
      for (HarnessNode a : nodes) {
        for (HarnessNode b : nodes) {
          boolean hurt = cut(a.index, b.index) || cutOneWay(a.index, b.index);
          if (hurt && wire.connects(a.index, b.index)) {
            wire.reset();
          }
        }
      }
    }
    cuts.clear();
    oneWay.clear();
  }

  void onVote(HarnessNode voter, long epoch, int link) {
    String to = Integer.toString(link);
    String before = voter.votesByEpoch.putIfAbsent(epoch, voter.life + ":" + to);
    if (before != null) {
      throw new AssertionError(voter.port + " voted twice in epoch " + epoch);
    }
  }

  /** The invariants. */
  void afterEvent(HarnessNode node) {
    // Looking at all slots is dear; they change only with the view.
    if (node.view != node.validatedView || events % 64 == 0) {
      node.validatedView = node.view;
      node.core.validate();
    }
    if (!checkSingleWriter) {
      return;
    }
    for (int slot : WATCHED_SLOTS) {
      if (!node.accepts(slot)) {
        continue; // only what just happened to this node can have made it a second writer
      }
      for (HarnessNode other : nodes) {
        if (other != node && other.accepts(slot)) {
          throw new AssertionError(
              "slot "
                  + slot
                  + " is written at "
                  + node.port
                  + " and "
                  + other.port
                  + " at "
                  + now
                  + "\n"
                  + picture());
        }
      }
    }
    for (String line : newLines(node)) {
      if (line.startsWith("configEpoch set to") && line.endsWith("successful failover")) {
        ClusterCore.Facts facts = node.core.facts();
        String other = winnerOfEpoch.putIfAbsent(facts.configEpoch(), node.id());
        if (other != null && !other.equals(node.id())) {
          throw new AssertionError("two winners of epoch " + facts.configEpoch());
        }
      }
    }
  }

  private final Map<HarnessNode, Integer> seenLines = new HashMap<>();

  private List<String> newLines(HarnessNode node) {
    int seen = seenLines.getOrDefault(node, 0);
    int size = node.log.lines.size();
    seenLines.put(node, size);
    return node.log.lines.subList(seen, size);
  }

  /** A cluster put together as redis-cli does it: epochs, slots, MEET, REPLICATE. */
  void form(int primaries) {
    startAll();
    run(50);
    for (int i = 0; i < nodes.size(); i++) {
      expect(node(i).text("set-config-epoch", Integer.toString(i + 1)));
    }
    for (int i = 0; i < primaries; i++) {
      var share = io.jacinth.cluster.conf.ClusterBlueprint.share(i, primaries);
      int first = share.next(0);
      String last = Integer.toString(share.runEnd(first));
      expect(node(i).text("addslotsrange", Integer.toString(first), last));
    }
    for (int i = 1; i < nodes.size(); i++) {
      expect(node(i).text("meet", "127.0.0.1", Integer.toString(node(0).port)));
    }
    until(10_000, "everybody knows everybody", this::allKnown);
    for (int i = primaries; i < nodes.size(); i++) {
      expect(node(i).text("replicate", node((i - primaries) % primaries).id()));
    }
    until(10_000, "ok everywhere", this::allOk);
    until(10_000, "replicas known", () -> replicasKnown(nodes.size() - primaries));
  }

  private static void expect(String answer) {
    if (!answer.equals("OK")) {
      throw new AssertionError(answer);
    }
  }

  private boolean allKnown() {
    return nodes.stream().allMatch(n -> n.core.view().nodes().size() == nodes.size());
  }

  boolean allOk() {
    return nodes.stream().filter(n -> n.alive).allMatch(n -> n.view != null && n.view.isOk());
  }

  private boolean replicasKnown(int count) {
    return nodes.stream()
        .allMatch(n -> n.core.view().nodes().stream().filter(v -> !v.primary()).count() == count);
  }

  /** Every living node has the same owner for every slot. */
  boolean agree() {
    String first = null;
    for (HarnessNode node : nodes) {
      if (!node.alive) {
        continue;
      }
      String owners =
          node.core.view().nodes().stream()
              .filter(n -> !n.slots().isEmpty())
              .map(n -> n.id() + "@" + n.configEpoch() + " " + n.slots().ranges())
              .sorted()
              .toList()
              .toString();
      if (first == null) {
        first = owners;
      } else if (!first.equals(owners)) {
        return false;
      }
    }
    return true;
  }

  HarnessNode writerOf(int slot) {
    for (HarnessNode node : nodes) {
      if (node.accepts(slot)) {
        return node;
      }
    }
    return null;
  }
}
