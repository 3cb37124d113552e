package io.jacinth.node;

/** What a node asks of the process (or the simulation) it lives in. Called on its engine loop. */
public interface NodeHost {
  /** What INFO says of the process, read anew at every call. */
  ProcessFacts facts();

  /** Heap that all clients' buffers together may take. */
  default long clientHeapBytes() {
    return Long.MAX_VALUE;
  }

  /** Memory of the connections that bytes on their way to clients may take. */
  default long clientDirectBytes() {
    return Long.MAX_VALUE;
  }

  /** Heap that the replication log may take beyond its backlog, for replicas that lag. */
  default long replicationHeapBytes() {
    return Long.MAX_VALUE;
  }

  /** Memory that long replies on their way may take, beside heap and connections. */
  default long replyBytes() {
    return Long.MAX_VALUE;
  }

  /** The node follows a primary from now on, or has become one. */
  default void roleChanged(boolean isReplica) {}

  /**
   * The node has ended and wants nothing more of its loops: its connections may be closed and its
   * loops stopped. Called once.
   *
   * @param exitStatus of the process if the node is all it does
   */
  void ended(int exitStatus);
}
