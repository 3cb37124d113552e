package io.jacinth.cluster.state;

import io.jacinth.cluster.ClusterEffects;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Effects in their order, and the rule "persist, then speak" without falling silent.
 *
 * <p>Every change that must survive a crash calls {@link #saveSoon}. At the end of each event
 * {@link #flush} asks for one image of the state as it is then; at most one is in flight, and what
 * changes meanwhile goes into the next. Packets are built from {@link #durable}, the facts of the
 * last image known to be on the disk, so pings flow while a disk is slow, they just tell the older
 * truth. What must not be said before it is durable (votes, vote requests, claims, OK replies) is a
 * {@link #whenDurable} action: it waits for the image that holds the state of this moment.
 *
 * <p>{@link #send} checks the other side of the rule on every packet: no epoch leaves that the disk
 * does not have.
 */
public final class Outbox {
  /** After a failed write the next try waits this long: a full disk is not mended by haste. */
  private static final long RETRY_MS = 200;

  private record Waiting(long seq, Runnable action) {}

  private final List<Effect> effects = new ArrayList<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private DurableFacts durable;
  private DurableFacts inFlightFacts;
  private boolean dirty;
  private long lastSeq;
  private long inFlightSeq;
  private long durableSeq;
  private long retryMonoMs = Long.MIN_VALUE;

  @FunctionalInterface
  private interface Effect {
    void carryOut(ClusterEffects sink);
  }

  public Outbox() {
    durable = new DurableFacts("", 0, 0, 0, SlotSet.EMPTY, null, 0);
    inFlightFacts = durable;
  }

  /** What nodes.conf held at the start, or what a new node begins with. */
  public void startFrom(DurableFacts facts) {
    durable = facts;
    inFlightFacts = facts;
  }

  /** The role on the disk is not to be spoken of any more: packets tell this one instead. */
  public void retract(DurableFacts now) {
    durable =
        new DurableFacts(
            durable.id(),
            durable.currentEpoch(),
            durable.lastVoteEpoch(),
            now.configEpoch(),
            now.slots(),
            now.primaryId(),
            now.roleFlags());
  }

  public DurableFacts durable() {
    return durable;
  }

  /** The state has changed in a way that must survive a crash. */
  public void saveSoon() {
    dirty = true;
  }

  /** Runs now if nothing waits for the disk, else when the state of this moment is durable. */
  public void whenDurable(Runnable action) {
    if (dirty) {
      waiting.addLast(new Waiting(lastSeq + 1, action));
    } else if (inFlightSeq != 0) {
      waiting.addLast(new Waiting(lastSeq, action));
    } else {
      action.run();
    }
  }

  /** Asks for the next image if one is needed and none is in flight. */
  public void flush(long monoMs, Supplier<DurableFacts> facts, Supplier<byte[]> image) {
    if (!dirty || inFlightSeq != 0 || monoMs < retryMonoMs) {
      return;
    }
    dirty = false;
    lastSeq++;
    inFlightSeq = lastSeq;
    inFlightFacts = facts.get();
    long seq = inFlightSeq;
    byte[] bytes = image.get();
    effects.add(sink -> sink.persist(seq, bytes));
  }

  /** The image is on the disk: its facts may be said, and what waited for it runs. */
  public void persisted(long seq) {
    if (seq != inFlightSeq) {
      throw new IllegalStateException("persisted " + seq + ", in flight is " + inFlightSeq);
    }
    inFlightSeq = 0;
    durableSeq = seq;
    durable = inFlightFacts;
    while (!waiting.isEmpty() && waiting.peekFirst().seq <= durableSeq) {
      waiting.removeFirst().action.run();
    }
  }

  /** The image is not on the disk; what waits for it waits for the next. */
  public void persistFailed(long seq, long monoMs) {
    if (seq != inFlightSeq) {
      throw new IllegalStateException("persist failed " + seq + ", in flight is " + inFlightSeq);
    }
    inFlightSeq = 0;
    dirty = true;
    retryMonoMs = monoMs + RETRY_MS;
  }

  public void connect(int link, String host, int busPort) {
    effects.add(sink -> sink.connect(link, host, busPort));
  }

  public void send(int link, BusMessage message) {
    if (message.header().currentEpoch() > durable.currentEpoch()
        || message.header().configEpoch() > durable.configEpoch()
        || (message instanceof BusMessage.AuthAck ack
            && ack.header().currentEpoch() > durable.lastVoteEpoch())) {
      throw new IllegalStateException("said before it was durable: " + message.type());
    }
    effects.add(sink -> sink.send(link, message));
  }

  public void close(int link) {
    effects.add(sink -> sink.close(link));
  }

  public void engine(EngineEffect effect) {
    effects.add(sink -> sink.engine(effect));
  }

  public void drain(ClusterEffects sink) {
    if (effects.isEmpty()) {
      return;
    }
    List<Effect> now = List.copyOf(effects);
    effects.clear();
    for (Effect effect : now) {
      effect.carryOut(sink);
    }
  }
}
