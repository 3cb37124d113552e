package io.jacinth.engine.gate;

import io.jacinth.engine.session.ClientSession;

/**
 * A gate that can tell without the command that it stands open. {@link Gates#isOpen} has to ask it,
 * as it is left out where all of its kind stand open; {@code GatesTest} sees to that.
 */
interface SessionGate extends Gate {
  /**
   * Whether it lets everything of a session pass as things are, whatever the command is. What
   * {@link #check} does for an open gate must not matter.
   */
  boolean isOpen(ClientSession session);
}
