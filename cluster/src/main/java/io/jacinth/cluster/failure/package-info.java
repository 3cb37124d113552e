/**
 * Judging nodes and the cluster: PFAIL, FAIL, the state ok or fail, the write lease.
 *
 * <p>Nothing here changes roles or slots. Called by the core and by {@code membership}.
 */
@NullMarked
package io.jacinth.cluster.failure;

import org.jspecify.annotations.NullMarked;
