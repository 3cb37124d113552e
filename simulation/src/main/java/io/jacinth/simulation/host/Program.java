package io.jacinth.simulation.host;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Env;
import java.io.IOException;

/** One run of one node: what a machine runs and what the checks may ask it. */
public interface Program {
  /** Makes programs. */
  @FunctionalInterface
  interface Factory {
    Program create(Env env, String ip) throws IOException;
  }

  void start() throws IOException;

  ConnectionHandler accept(Connection connection);

  ConnectionHandler acceptBus(Connection connection);

  /** The topology the engine routes by. */
  ClusterView view();

  /** False until the first view is there. */
  boolean hasView();

  /** A replica as its engine sees it. */
  boolean isReplica();

  /** A replica whose stream is up; always true of a primary. */
  boolean isInSync();

  /** Replication offset: written or applied. */
  long offset();

  /** A digest of all keys and values; equal data gives equal digests whatever the order. */
  long dataDigest();

  /** Throws if an internal structure is broken. */
  void validate();

  /** Gives memory back; the process is gone. */
  void release();
}
