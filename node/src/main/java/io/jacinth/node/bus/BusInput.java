package io.jacinth.node.bus;

import io.jacinth.cluster.ClusterSettings;
import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineReport;

/** What the engine loop sends to the bus loop. */
public sealed interface BusInput {
  /** A CLUSTER word. */
  record Word(ClusterRequest request) implements BusInput {}

  /** Where the engine stands. */
  record Report(EngineReport report) implements BusInput {}

  /** A message for the subscribers of other nodes. */
  record Publish(boolean sharded, byte[] channel, byte[] message) implements BusInput {}

  /** CONFIG SET changed something the core goes by. */
  record Settings(ClusterSettings settings, long linkSendLimitBytes) implements BusInput {}

  /** DEBUG PAUSE-CRON: nothing periodic happens on the bus either until it is lifted. */
  record PauseCron(boolean paused) implements BusInput {}

  /** The node ends: close the links. */
  record Stop() implements BusInput {}
}
