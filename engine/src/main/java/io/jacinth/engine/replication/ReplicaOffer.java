package io.jacinth.engine.replication;

/** What a replica says of itself before it asks for the stream. */
public final class ReplicaOffer {
  private int port;
  private String ip = "";
  private boolean endMark;
  private boolean psync2;
  private boolean old;
  private boolean onlySnapshot;
  private boolean filtered;

  public ReplicaOffer() {}

  /** {@code listening-port}; 0 if not told. */
  public int port() {
    return port;
  }

  public void port(int newPort) {
    port = newPort;
  }

  /** {@code ip-address}; empty if not told. */
  public String ip() {
    return ip;
  }

  public void ip(String newIp) {
    ip = newIp;
  }

  /** {@code capa eof}: it can take a snapshot of unknown length. */
  public boolean takesEndMark() {
    return endMark;
  }

  /** {@code capa psync2}: it understands a history that changes its name. */
  public boolean understandsRenaming() {
    return psync2;
  }

  /** It asked with SYNC: it knows no header line and acknowledges nothing. */
  public boolean isOld() {
    return old;
  }

  public void old(boolean isOld) {
    old = isOld;
  }

  /** {@code rdb-only}: no stream after the snapshot, as {@code redis-cli --rdb} asks for it. */
  public boolean wantsOnlySnapshot() {
    return onlySnapshot;
  }

  public void onlySnapshot(boolean wanted) {
    onlySnapshot = wanted;
  }

  /**
   * {@code rdb-filter-only}: the snapshot has no keys. What may be asked for instead, functions,
   * does not exist here yet.
   */
  public boolean isFiltered() {
    return filtered;
  }

  public void filter() {
    filtered = true;
  }

  /** Words this node does not know are ignored, as Redis ignores them. */
  public void capability(String word) {
    switch (word) {
      case "eof" -> endMark = true;
      case "psync2" -> psync2 = true;
      default -> {}
    }
  }
}
