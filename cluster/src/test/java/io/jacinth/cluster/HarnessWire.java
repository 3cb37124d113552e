package io.jacinth.cluster;

import io.jacinth.cluster.bus.BusCodec;
import io.jacinth.cluster.bus.BusDecoder;
import io.jacinth.cluster.bus.BusMessage;

/** One connection: two FIFO byte channels with a delay, through the real codec. */
final class HarnessWire {
  private final ClusterHarness world;
  private final HarnessNode dialler;
  private final int diallerLink;
  private final HarnessNode accepter;
  private final int accepterLink;
  private final BusDecoder[] decoders = {new BusDecoder(), new BusDecoder()};
  private final long[] lastArrival = new long[2];
  private boolean open = true;

  HarnessWire(
      ClusterHarness world,
      HarnessNode dialler,
      int diallerLink,
      HarnessNode accepter,
      int accepterLink) {
    this.world = world;
    this.dialler = dialler;
    this.diallerLink = diallerLink;
    this.accepter = accepter;
    this.accepterLink = accepterLink;
  }

  void send(HarnessNode from, BusMessage message) {
    boolean forth = from == dialler;
    HarnessNode to = forth ? accepter : dialler;
    if (world.cut(from.index, to.index) || world.cutOneWay(from.index, to.index)) {
      return; // TCP would send again for a while; the link is broken when the cut ends
    }
    byte[] bytes = BusCodec.encode(message);
    int side = forth ? 1 : 0;
    long at = Math.max(lastArrival[side], world.now + world.networkDelayMs());
    lastArrival[side] = at;
    int split = world.random.nextInt(bytes.length);
    world.after(
        at - world.now,
        () -> {
          if (open && to.alive) {
            deliver(to, decoders[side], bytes, split, forth ? accepterLink : diallerLink);
          }
        });
  }

  private void deliver(HarnessNode to, BusDecoder decoder, byte[] bytes, int split, int link) {
    decoder.feed(bytes, 0, split);
    if (decoder.next() != null) {
      throw new AssertionError("a packet out of half a packet");
    }
    decoder.feed(bytes, split, bytes.length - split);
    BusMessage message = decoder.next();
    if (message == null) {
      throw new AssertionError("our own packet was refused: " + decoder.refusal());
    }
    to.step(() -> to.core.onMessage(link, message, world.now));
  }

  boolean connects(int a, int b) {
    return (dialler.index == a && accepter.index == b)
        || (dialler.index == b && accepter.index == a);
  }

  /** One end is gone: the other learns it soon. */
  void breakAt(HarnessNode end, String cause) {
    if (!open) {
      return;
    }
    open = false;
    world.wires.remove(this);
    boolean atDialler = end == dialler;
    HarnessNode other = atDialler ? accepter : dialler;
    int otherLink = atDialler ? accepterLink : diallerLink;
    tell(other, otherLink, cause);
  }

  /** The network resets it: both ends learn it. */
  void reset() {
    if (open) {
      open = false;
      world.wires.remove(this);
      tell(dialler, diallerLink, "Connection reset by peer");
      tell(accepter, accepterLink, "Connection reset by peer");
    }
  }

  private void tell(HarnessNode node, int link, String cause) {
    int life = node.life;
    world.after(
        1,
        () -> {
          if (node.alive && node.life == life && node.links.remove(link) != null) {
            node.step(() -> node.core.onLinkDown(link, cause, world.now));
          }
        });
  }
}
