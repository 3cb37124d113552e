package io.jacinth.cluster.bus;

/** Packet types with their numbers on the wire and their names in {@code CLUSTER INFO}. */
public enum BusType {
  PING(0, "ping"),
  PONG(1, "pong"),
  MEET(2, "meet"),
  FAIL(3, "fail"),
  PUBLISH(4, "publish"),
  AUTH_REQUEST(5, "auth-req"),
  AUTH_ACK(6, "auth-ack"),
  UPDATE(7, "update"),
  MFSTART(8, "mfstart"),
  MODULE(9, "module"),
  PUBLISHSHARD(10, "publishshard");

  private static final BusType[] BY_CODE = values();

  private final int code;
  private final String statName;

  BusType(int code, String statName) {
    this.code = code;
    this.statName = statName;
  }

  public int code() {
    return code;
  }

  /** As in {@code cluster_stats_messages_<name>_sent}. */
  public String statName() {
    return statName;
  }

  static boolean isKnown(int code) {
    return code >= 0 && code < BY_CODE.length;
  }

  static BusType of(int code) {
    return BY_CODE[code];
  }
}
