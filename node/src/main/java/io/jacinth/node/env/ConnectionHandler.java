package io.jacinth.node.env;

/** What happens to a {@link Connection}; called on its loop. */
public interface ConnectionHandler {
  /** It is open (dialled or accepted). */
  void onConnected(Connection connection);

  /** Bytes came. Handlers only take them; work is done in the loop's turn. */
  void onBytes(ByteSource bytes);

  /**
   * There are bytes it took and has not acted on. A peer that has ended its sending side is closed
   * only when this is false, so that {@code printf ... | nc} gets all of its replies.
   */
  default boolean hasUnfinishedInput() {
    return false;
  }

  /** {@link Connection#unsentBytes} fell to zero after having been above. */
  void onDrained();

  /**
   * It is gone or could not be opened; nothing follows.
   *
   * @param cause as Redis logs it: {@code "Connection refused"}, {@code "Connection reset by
   *     peer"}, empty for an orderly close
   */
  void onClosed(String cause);
}
