package io.jacinth.simulation.workload;

import io.jacinth.cluster.view.SlotHash;
import io.jacinth.resp.RespValue;
import io.jacinth.simulation.world.EventQueue;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client: a loop of write or read, wait for the answer, think. It knows the slot map from
 * redirections only.
 */
public final class Client {
  private static final int MAX_REDIRECTS = 6;

  private final World world;
  private final Machine machine;
  private final Addresses addresses;
  private final RandomGenerator random;
  private final List<Loss> losses;
  private final Acks acks;
  private final long thinkNs;
  private final long patienceNs;
  private final @Nullable RespLink[] links;
  private final int[] slotOwner = new int[SlotHash.SLOTS];
  private final KeyHistory[] current;
  private final int[] generation;
  private final List<KeyHistory> all = new ArrayList<>();
  private boolean running;
  private long acked;
  private long refused;
  private long unanswered;
  private long reads;

  public Client(
      World world,
      Machine machine,
      Addresses addresses,
      int keys,
      long thinkNs,
      long patienceNs,
      List<Loss> losses,
      Acks acks) {
    this.world = world;
    this.machine = machine;
    this.addresses = addresses;
    this.random = world.randoms().of("client." + machine.name());
    this.thinkNs = thinkNs;
    this.patienceNs = patienceNs;
    this.losses = losses;
    this.acks = acks;
    this.links = new RespLink[addresses.size()];
    this.current = new KeyHistory[keys];
    this.generation = new int[keys];
    Arrays.fill(slotOwner, -1);
    for (int i = 0; i < keys; i++) {
      current[i] = fresh(i);
    }
  }

  private KeyHistory fresh(int index) {
    String key = machine.name() + ":" + index + ":" + generation[index]++;
    KeyHistory history = new KeyHistory(key, index % 3 == 0, losses);
    all.add(history);
    return history;
  }

  public Machine machine() {
    return machine;
  }

  public long acked() {
    return acked;
  }

  public long refused() {
    return refused;
  }

  public long unanswered() {
    return unanswered;
  }

  public long reads() {
    return reads;
  }

  /** Every key this client ever wrote. */
  public List<KeyHistory> keys() {
    return all;
  }

  public void start() {
    running = true;
    think();
  }

  /** Stops after the operation under way. */
  public void stop() {
    running = false;
  }

  private void think() {
    if (running) {
      world.queue().after(1 + random.nextLong(2 * thinkNs), this::operate);
    }
  }

  private void operate() {
    int index = random.nextInt(current.length);
    if (current[index].isRetired()) {
      current[index] = fresh(index);
    }
    KeyHistory history = current[index];
    int dice = random.nextInt(10);
    if (dice == 0) {
      readPrimary(history, this::think);
    } else if (dice == 1) {
      readAnywhere(history);
    } else {
      write(history);
    }
  }

  // ---- writing

  private void write(KeyHistory history) {
    long value = history.begin();
    List<String> words =
        history.isCounter()
            ? List.of("INCR", history.key())
            : List.of("SET", history.key(), Long.toString(value), "GET");
    call(words, history.key(), new Attempt(history));
  }

  /** What becomes of one write. */
  private final class Attempt implements Outcome {
    private final KeyHistory history;

    Attempt(KeyHistory history) {
      this.history = history;
    }

    @Override
    public void answered(RespValue reply, int node, long sentNs) {
      long before = number(reply) - (history.isCounter() ? 1 : 0);
      history.acked(before, sentNs, node, world.nowNs());
      acked++;
      acks.acked(node, slotOf(history.key()), sentNs);
      think();
    }

    @Override
    public void refused() {
      history.refused();
      refused++;
      think();
    }

    @Override
    public void unanswered() {
      history.unanswered();
      unanswered++;
      think();
    }
  }

  // ---- reading

  /** Reads a key where it lives, after {@link #stop} until it is answered; then {@code then}. */
  public void readPrimary(KeyHistory history, Runnable then) {
    call(List.of("GET", history.key()), history.key(), new Read(history, then));
  }

  /** What becomes of one read. */
  private final class Read implements Outcome {
    private final KeyHistory history;
    private final Runnable then;

    Read(KeyHistory history, Runnable then) {
      this.history = history;
      this.then = then;
    }

    @Override
    public void answered(RespValue reply, int node, long sentNs) {
      // A primary that was replaced without knowing serves old data for a while: what it shows is
      // judged as a replica's. Only a read after convergence is final.
      if (running) {
        history.seeStale(number(reply), node);
      } else {
        history.see(number(reply), node, world.nowNs());
      }
      reads++;
      then.run();
    }

    @Override
    public void refused() {
      again();
    }

    @Override
    public void unanswered() {
      again();
    }

    /** A client that goes on has better things to do; the final reads must succeed. */
    private void again() {
      if (running) {
        then.run();
      } else {
        world.queue().after(thinkNs, () -> readPrimary(history, then));
      }
    }
  }

  private void readAnywhere(KeyHistory history) {
    int node = random.nextInt(addresses.size());
    RespLink link = link(node);
    EventQueue.Event alarm = world.queue().after(patienceNs, link::close);
    link.send(List.of("READONLY"), (reply, sentNs) -> {});
    link.send(
        List.of("GET", history.key()),
        (reply, sentNs) -> {
          if (reply != null && !(reply instanceof RespValue.Failure)) {
            history.seeStale(number(reply), node);
            reads++;
          }
        });
    link.send(
        List.of("READWRITE"),
        (reply, sentNs) -> {
          alarm.cancel();
          think();
        });
  }

  // ---- one command with its redirections

  /** How a command ended after all redirections. */
  private interface Outcome {
    void answered(RespValue reply, int node, long sentNs);

    /** It was certainly not executed. */
    void refused();

    void unanswered();
  }

  private void call(List<String> words, String key, Outcome outcome) {
    int slot = slotOf(key);
    int owner = slotOwner[slot];
    int node = owner < 0 ? random.nextInt(addresses.size()) : owner;
    new Call(words, slot, outcome).tryAt(node, false);
  }

  private final class Call {
    private final List<String> words;
    private final int slot;
    private final Outcome outcome;
    private int redirects;

    Call(List<String> words, int slot, Outcome outcome) {
      this.words = words;
      this.slot = slot;
      this.outcome = outcome;
    }

    void tryAt(int node, boolean asking) {
      RespLink link = link(node);
      EventQueue.Event alarm = world.queue().after(patienceNs, link::close);
      if (asking) {
        link.send(List.of("ASKING"), (reply, sentNs) -> {});
      }
      link.send(
          words,
          (reply, sentNs) -> {
            alarm.cancel();
            done(node, reply, sentNs, link.wasOpen());
          });
    }

    private void done(int node, @Nullable RespValue reply, long sentNs, boolean wasOpen) {
      if (reply == null) {
        slotOwner[slot] = -1;
        if (wasOpen) {
          outcome.unanswered();
        } else {
          outcome.refused();
        }
      } else if (reply instanceof RespValue.Failure failure) {
        failed(failure.text());
      } else {
        slotOwner[slot] = node;
        outcome.answered(reply, node, sentNs);
      }
    }

    private void failed(String text) {
      String[] parts = text.split(" ", 4);
      switch (parts[0]) {
        case "MOVED", "ASK" -> {
          int to = addresses.indexOf(parts[2]);
          if (to < 0) {
            throw new SimFailure("redirected to nowhere: " + text);
          }
          if (parts[0].equals("MOVED")) {
            slotOwner[slot] = to;
          }
          if (++redirects > MAX_REDIRECTS) {
            outcome.refused();
          } else {
            tryAt(to, parts[0].equals("ASK"));
          }
        }
        case "CLUSTERDOWN", "LOADING", "MASTERDOWN", "READONLY", "TRYAGAIN", "NOREPLICAS" -> {
          slotOwner[slot] = -1;
          outcome.refused();
        }
        default -> throw new SimFailure("unexpected answer to " + words + ": " + text);
      }
    }
  }

  private RespLink link(int node) {
    RespLink link = links[node];
    if (link == null || link.isClosed()) {
      link = RespLink.dial(world, machine, addresses.ip(node), addresses.port());
      links[node] = link;
    }
    return link;
  }

  private static int slotOf(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
    return SlotHash.slotOf(bytes, 0, bytes.length);
  }

  private static long number(RespValue reply) {
    return switch (reply) {
      case RespValue.Int n -> n.value();
      case RespValue.Bulk b -> Long.parseLong(b.text());
      case RespValue.Null n -> 0;
      default -> throw new SimFailure("unexpected answer " + reply.show());
    };
  }
}
