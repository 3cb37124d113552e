package io.jacinth.simulation.fault;

/** The kinds of faults. A run draws its own mix of them. */
public enum FaultKind {
  /** kill -9, started again later. */
  KILL,
  /** kill -9, started again before anybody notices. */
  QUICK_RESTART,
  /** Power off and on: half-open connections, data not fsynced is gone, another clock origin. */
  POWER_CUT,
  /** Several machines lose power at once. */
  MASS_POWER_CUT,
  /** SIGSTOP or a long collector pause: both loops stand still. */
  PAUSE,
  /** Only the engine loop stands still, as in a long command. */
  ENGINE_STALL,
  /** Only the bus loop stands still. */
  BUS_STALL,
  /** One node is cut off in both directions. */
  ISOLATE,
  /** One node is heard by nobody. */
  MUTE,
  /** One node hears nobody. */
  DEAF,
  /** One direction between two nodes. */
  ONE_WAY,
  /** Two groups that do not see each other; one of them a minority. */
  SPLIT,
  /** Two groups and one node that sees both. */
  BRIDGE,
  /** All connections between two nodes are reset. */
  RESET,
  /** A node's links are slow. */
  SLOW_LINK,
  WALL_FORWARD,
  WALL_BACK,
  SLOW_DISK,
  /** fsync lies, then the power goes. */
  LOST_FSYNC,
  DISK_ERROR,
  DISK_FULL
}
