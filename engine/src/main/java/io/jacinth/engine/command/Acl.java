package io.jacinth.engine.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** ACL categories as bits, in the order COMMAND INFO lists them. */
public final class Acl {
  private static final String[] NAMES = {
    "keyspace",
    "read",
    "write",
    "set",
    "sortedset",
    "list",
    "hash",
    "string",
    "bitmap",
    "hyperloglog",
    "geo",
    "stream",
    "pubsub",
    "admin",
    "fast",
    "slow",
    "blocking",
    "dangerous",
    "connection",
    "transaction",
    "scripting"
  };

  public static final int KEYSPACE = 1;
  public static final int READ = 1 << 1;
  public static final int WRITE = 1 << 2;
  public static final int SET = 1 << 3;
  public static final int SORTEDSET = 1 << 4;
  public static final int LIST = 1 << 5;
  public static final int HASH = 1 << 6;
  public static final int STRING = 1 << 7;
  public static final int BITMAP = 1 << 8;
  public static final int HYPERLOGLOG = 1 << 9;
  public static final int GEO = 1 << 10;
  public static final int STREAM = 1 << 11;
  public static final int PUBSUB = 1 << 12;
  public static final int ADMIN = 1 << 13;
  public static final int FAST = 1 << 14;
  public static final int SLOW = 1 << 15;
  public static final int BLOCKING = 1 << 16;
  public static final int DANGEROUS = 1 << 17;
  public static final int CONNECTION = 1 << 18;
  public static final int TRANSACTION = 1 << 19;
  public static final int SCRIPTING = 1 << 20;

  private Acl() {}

  /** What the flags imply. */
  static int implied(int flags, boolean container) {
    int bits = 0;
    if ((flags & Flags.WRITE) != 0) {
      bits |= WRITE;
    }
    if ((flags & Flags.READONLY) != 0) {
      bits |= READ;
    }
    if ((flags & Flags.ADMIN) != 0) {
      bits |= ADMIN | DANGEROUS;
    }
    if ((flags & Flags.PUBSUB) != 0) {
      bits |= PUBSUB;
    }
    if ((flags & Flags.BLOCKING) != 0) {
      bits |= BLOCKING;
    }
    return bits | ((flags & Flags.FAST) != 0 ? FAST : SLOW);
  }

  /** Names with their {@code @}. */
  public static List<String> names(int bits) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      if ((bits & 1 << i) != 0) {
        names.add("@" + NAMES[i]);
      }
    }
    return names;
  }

  /** The bit of a category's name without {@code @}, or 0. */
  public static int bit(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(wanted)) {
        return 1 << i;
      }
    }
    return 0;
  }
}
