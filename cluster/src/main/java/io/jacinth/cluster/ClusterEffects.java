package io.jacinth.cluster;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.bus.BusMessage;

/**
 * What the core wants done, in order. The bus driver carries them out; the core never waits.
 *
 * <p>Link numbers: those the core dials are its own, 0 and up, never used twice in a run. Those
 * peers opened are the driver's, below 0.
 */
public interface ClusterEffects {
  /**
   * Write this nodes.conf image durably and answer {@code onPersisted(seq)} or {@code
   * onPersistFailed(seq)}. At most one image is in flight.
   */
  void persist(long seq, byte[] nodesConf);

  /** Dial a peer's bus port; answer {@code onLinkUp} or {@code onLinkDown}. */
  void connect(int link, String host, int busPort);

  /** Send on a link; dropped without a word if the link is gone. */
  void send(int link, BusMessage message);

  /** Close a link; no {@code onLinkDown} follows. */
  void close(int link);

  /** Hand to the engine, in this order. */
  void engine(EngineEffect effect);
}
