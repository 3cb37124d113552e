package io.jacinth.engine.keyspace;

/** What happens to a key whose time has passed when a command comes across it. */
public enum Expiry {
  /** On a primary: it is deleted, and the deletion is propagated. */
  DELETE,
  /** On a replica, or while writes are paused: it is not there, but stays. */
  HIDE,
  /** In a primary's own stream: it is there until the primary says otherwise. */
  IGNORE
}
