package io.jacinth.engine.command;

/** Command flags, in the order COMMAND INFO lists them. */
public final class Flags {
  public static final int WRITE = 1;
  public static final int READONLY = 1 << 1;
  public static final int DENYOOM = 1 << 2;
  public static final int ADMIN = 1 << 3;
  public static final int PUBSUB = 1 << 4;
  public static final int NOSCRIPT = 1 << 5;
  public static final int BLOCKING = 1 << 6;
  public static final int LOADING = 1 << 7;
  public static final int STALE = 1 << 8;
  public static final int SKIP_MONITOR = 1 << 9;
  public static final int SKIP_SLOWLOG = 1 << 10;
  public static final int ASKING = 1 << 11;
  public static final int FAST = 1 << 12;
  public static final int NO_AUTH = 1 << 13;
  public static final int MAY_REPLICATE = 1 << 14;
  public static final int NO_MANDATORY_KEYS = 1 << 15;
  public static final int PROTECTED = 1 << 16;
  public static final int NO_ASYNC_LOADING = 1 << 17;
  public static final int NO_MULTI = 1 << 18;
  public static final int MOVABLE_KEYS = 1 << 19;
  public static final int ALLOW_BUSY = 1 << 20;

  /** Exists for tests only: not in any listing. */
  public static final int HIDDEN = 1 << 30;

  /** Deletes keys past their time that nobody named: each is propagated by itself. */
  public static final int TOUCHES_ARBITRARY_KEYS = 1 << 29;

  private static final String[] NAMES = {
    "write",
    "readonly",
    "denyoom",
    "admin",
    "pubsub",
    "noscript",
    "blocking",
    "loading",
    "stale",
    "skip_monitor",
    "skip_slowlog",
    "asking",
    "fast",
    "no_auth",
    "",
    "no_mandatory_keys",
    "",
    "no_async_loading",
    "no_multi",
    "movablekeys",
    "allow_busy"
  };

  private Flags() {}

  /** Names of the set bits that COMMAND INFO shows. */
  public static java.util.List<String> names(int flags) {
    java.util.List<String> names = new java.util.ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      if ((flags & 1 << i) != 0 && !NAMES[i].isEmpty()) {
        names.add(NAMES[i]);
      }
    }
    return names;
  }
}
