/**
 * The data directory: files written by a helper thread, replaced durably, and held against a second
 * process.
 *
 * <p>Knows nothing of what the files contain. Called by the start-up code and, through {@link
 * io.jacinth.node.env.Files}, by the node.
 */
@NullMarked
package io.jacinth.server.disk;

import org.jspecify.annotations.NullMarked;
