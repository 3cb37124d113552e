package io.jacinth.cluster.bus;

import io.jacinth.cluster.view.SlotSet;
import java.util.List;

/** One packet of the cluster bus, decoded. */
public sealed interface BusMessage {
  BusHeader header();

  BusType type();

  /**
   * PING, PONG or MEET: one body.
   *
   * @param type one of the three
   */
  record Ping(BusType type, BusHeader header, List<GossipEntry> gossip, PingExtensions extensions)
      implements BusMessage {}

  /** The sender marked a node as failing: everybody shall. */
  record Fail(BusHeader header, String failingId) implements BusMessage {
    @Override
    public BusType type() {
      return BusType.FAIL;
    }
  }

  /** A pub/sub message for the clients of the receiver. */
  record Publish(BusHeader header, boolean sharded, byte[] channel, byte[] payload)
      implements BusMessage {
    @Override
    public BusType type() {
      return sharded ? BusType.PUBLISHSHARD : BusType.PUBLISH;
    }
  }

  /** A replica asks for a vote in the header's currentEpoch. */
  record AuthRequest(BusHeader header) implements BusMessage {
    @Override
    public BusType type() {
      return BusType.AUTH_REQUEST;
    }
  }

  /** A primary's vote in the header's currentEpoch. */
  record AuthAck(BusHeader header) implements BusMessage {
    @Override
    public BusType type() {
      return BusType.AUTH_ACK;
    }
  }

  /** The receiver's picture of a primary's slots is old; this is the newer one. */
  record Update(BusHeader header, String nodeId, long nodeConfigEpoch, SlotSet nodeSlots)
      implements BusMessage {
    @Override
    public BusType type() {
      return BusType.UPDATE;
    }
  }

  /** A replica asks its primary to pause writes for a manual failover. */
  record MfStart(BusHeader header) implements BusMessage {
    @Override
    public BusType type() {
      return BusType.MFSTART;
    }
  }

  /** A message of a Redis module: read over. */
  record Module(BusHeader header) implements BusMessage {
    @Override
    public BusType type() {
      return BusType.MODULE;
    }
  }
}
