/**
 * The CLUSTER words that need or change the core's own state: {@link
 * io.jacinth.cluster.words.Words} takes a request, the classes beside it answer by topic.
 *
 * <p>What a word does to roles, handshakes and elections is behind {@link
 * io.jacinth.cluster.words.Actions}; here are arguments, checks in Redis's order, and texts.
 */
@NullMarked
package io.jacinth.cluster.words;

import org.jspecify.annotations.NullMarked;
