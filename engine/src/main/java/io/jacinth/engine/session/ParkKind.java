package io.jacinth.engine.session;

/** Why a session waits. */
public enum ParkKind {
  /** CLIENT PAUSE or a manual failover: run the command afterwards. */
  PAUSE,
  /** A CLUSTER word is with the core. */
  CLUSTER_REPLY,
  /** WAIT: replicas' acknowledgements. */
  REPLICAS,
  /** A long command of its own, DEBUG SLEEP. */
  SLEEP,
  /** Keys that do not hold what the command wants yet: see {@code Blocking}. */
  KEYS,
  /** SHUTDOWN waits for replicas. */
  SHUTDOWN,
  /** Something outside the engine answers: the owner calls {@code Engine.unpark}. */
  HOST
}
