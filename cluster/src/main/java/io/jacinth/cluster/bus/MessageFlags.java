package io.jacinth.cluster.bus;

/**
 * The three bytes of message flags as one int: the first byte is the lowest.
 *
 * <p>Redis uses three bits of the first byte and ignores all others, which is where {@link
 * #JACINTH} lives: a node that shows it understands everything 7.2 sends and may be sent extensions
 * of our own. Real nodes never see more than the bit.
 */
public final class MessageFlags {
  /** A primary paused for a manual failover: its offset is final. */
  public static final int PAUSED = 1;

  /** A vote may be given although the primary is up (manual failover). */
  public static final int FORCE_ACK = 1 << 1;

  /** The sender takes ping extensions. */
  public static final int EXT_DATA = 1 << 2;

  /**
   * In a PONG of one of us: it is no part of the receiver's write lease, because the sender does
   * not see all slots of the receiver as its own, or may still be bound to whom they belonged to.
   */
  public static final int DISPUTED = 1 << 22;

  /**
   * In a PONG of one of us: it is no part of the receiver's write lease, because the sender has not
   * been answered by a majority itself.
   */
  public static final int CUT_OFF = 1 << 21;

  /** A primary of our kind that has started without data: {@code failure.LostData}. */
  public static final int LOST_DATA = 1 << 20;

  /** The sender is a Jacinth node. */
  public static final int JACINTH = 1 << 23;

  private MessageFlags() {}
}
