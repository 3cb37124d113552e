package io.jacinth.simulation.fault;

import io.jacinth.simulation.world.Machine;
import java.util.List;

/** What faults may act on. */
public interface Victims {
  /** One machine per node. */
  List<Machine> nodes();

  /** Machines of clients. */
  List<Machine> clients();

  /** Starts the node again; nothing if it runs. */
  void restart(int node);

  /** Ends the node's process. */
  void die(int node, Machine.Death how);

  /** Every node runs and serves, all agree, every replica follows closely. */
  boolean isCalm();

  /** Something was done to a node; for judging losses. */
  void noteFault(int node, FaultKind kind, long lengthNs);
}
