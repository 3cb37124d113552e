package io.jacinth.engine.session;

/** Bits of a session's state. */
public final class SessionFlags {
  /** The connection to this node's primary: its commands are obeyed, not judged. */
  public static final int PRIMARY = 1;

  /** A replica of this node. */
  public static final int REPLICA = 1 << 1;

  public static final int READONLY = 1 << 2;
  public static final int ASKING = 1 << 3;

  /** Between MULTI and EXEC. */
  public static final int MULTI = 1 << 4;

  /** A queued command was refused: EXEC will fail. */
  public static final int MULTI_BROKEN = 1 << 5;

  /** A watched key changed: EXEC will do nothing. */
  public static final int WATCH_BROKEN = 1 << 6;

  public static final int CLOSE_AFTER_REPLY = 1 << 7;
  public static final int CLOSING = 1 << 8;

  /** CLIENT REPLY OFF. */
  public static final int REPLY_OFF = 1 << 9;

  /** CLIENT REPLY SKIP: the next command's reply is dropped too. */
  public static final int REPLY_SKIP_NEXT = 1 << 10;

  public static final int REPLY_SKIP = 1 << 11;
  public static final int NO_EVICT = 1 << 12;
  public static final int NO_TOUCH = 1 << 13;
  public static final int SUBSCRIBED = 1 << 14;
  public static final int TLS = 1 << 15;

  /** In the engine's list of sessions to be looked at. */
  public static final int READY = 1 << 16;

  /** A command of the session runs now. */
  public static final int EXECUTING = 1 << 17;

  /** Will be closed without waiting for anything; nothing is written to it any more. */
  public static final int CLOSE_ASAP = 1 << 18;

  /** Is shown every command. */
  public static final int MONITOR = 1 << 19;

  private SessionFlags() {}
}
