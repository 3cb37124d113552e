/**
 * The CLUSTER words: requests in, answers out, texts as Redis 7.2's.
 *
 * <p>MYID, MYSHARDID, KEYSLOT, COUNTKEYSINSLOT, GETKEYSINSLOT, SLOTS and HELP are the engine's,
 * from the view and the keyspace. Called by the core.
 */
@NullMarked
package io.jacinth.cluster.words;

import org.jspecify.annotations.NullMarked;
