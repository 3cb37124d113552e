package io.jacinth.node.bus;

/**
 * How many bytes of published messages are on their way between the two loops of a node, in each
 * direction. A loop that does not keep up loses messages instead of filling memory: pub/sub
 * promises nothing else.
 */
public final class BusMessages {
  private static final long MAX_BYTES = 32L << 20;

  /** Costs of a message beside its bytes. */
  private static final int MESSAGE_BYTES = 128;

  private final Direction toBus = new Direction();
  private final Direction toEngine = new Direction();

  public Direction toBus() {
    return toBus;
  }

  public Direction toEngine() {
    return toEngine;
  }

  /** One direction. Each of the two totals is written by one loop only. */
  public static final class Direction {
    private volatile long addedBytes;
    private volatile long takenBytes;
    private long dropped;

    /** The sending loop wants to send that much; false when it has to be dropped. */
    public boolean tryAdd(int bytes) {
      long added = addedBytes + bytes + MESSAGE_BYTES;
      if (added - takenBytes > MAX_BYTES && addedBytes != takenBytes) {
        dropped++;
        return false;
      }
      addedBytes = added;
      return true;
    }

    /** The receiving loop has dealt with that much. */
    public void taken(int bytes) {
      takenBytes = takenBytes + bytes + MESSAGE_BYTES;
    }

    /** Messages the sending loop had to drop. */
    public long dropped() {
      return dropped;
    }
  }
}
