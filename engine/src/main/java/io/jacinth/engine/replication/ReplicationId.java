package io.jacinth.engine.replication;

import java.util.random.RandomGenerator;

/** Names of replication histories: 40 lower-case hex digits. */
public final class ReplicationId {
  /** Stands for "no second id". */
  public static final String NONE = "0".repeat(40);

  private static final String DIGITS = "0123456789abcdef";

  private ReplicationId() {}

  /** A new random id. */
  public static String fresh(RandomGenerator random) {
    char[] id = new char[NONE.length()];
    for (int i = 0; i < id.length; i++) {
      id[i] = DIGITS.charAt(random.nextInt(DIGITS.length()));
    }
    return new String(id);
  }
}
