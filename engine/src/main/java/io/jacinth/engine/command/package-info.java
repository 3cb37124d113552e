/**
 * What a command is: its row ({@link io.jacinth.engine.command.CommandRow}), the families rows are
 * written in, the table of one engine, and one running {@link io.jacinth.engine.command.Call} with
 * the effects it leaves in the replication stream.
 *
 * <p>No command lives here; they are in {@code engine.types} and the families other packages bring.
 */
@NullMarked
package io.jacinth.engine.command;

import org.jspecify.annotations.NullMarked;
