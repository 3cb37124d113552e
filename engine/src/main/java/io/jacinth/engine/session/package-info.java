/**
 * Client sessions: the protocol state of one peer (name, database, RESP version, flags, replies not
 * sent, what it waits for) and the register of all of them.
 *
 * <p>No commands and no keys here. Sessions are opened and closed by {@link
 * io.jacinth.engine.Engine} at the driver's word, and written by command handlers.
 */
@NullMarked
package io.jacinth.engine.session;

import org.jspecify.annotations.NullMarked;
