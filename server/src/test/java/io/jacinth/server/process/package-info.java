/**
 * Whole servers as processes, driven by Debian's redis-cli, by real redis-server nodes and by real
 * client libraries. What a reader of a tutorial does is done here, word for word.
 *
 * <p>Started with {@code -Djacinth.test.subject=redis} the same tests run against redis-server:
 * what they claim is then checked against the original.
 */
package io.jacinth.server.process;
