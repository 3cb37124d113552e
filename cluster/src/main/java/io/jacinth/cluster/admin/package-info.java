/**
 * The words between an engine and its cluster core.
 *
 * <p>Engine to core: {@link io.jacinth.cluster.admin.ClusterRequest} (a CLUSTER word with the
 * engine's facts) and {@link io.jacinth.cluster.admin.EngineReport}. Core to engine: {@link
 * io.jacinth.cluster.admin.EngineEffect}. All are immutable values that cross threads through the
 * ordered inboxes of module {@code node}; nothing here computes.
 */
@NullMarked
package io.jacinth.cluster.admin;

import org.jspecify.annotations.NullMarked;
