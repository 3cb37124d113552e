/**
 * Admission: small checks in Redis's order between a parsed command and its handler. Which error
 * wins is visible to clients, so the order in {@link io.jacinth.engine.gate.Gates} is part of the
 * protocol.
 *
 * <p>A gate looks and refuses; it changes nothing but the session's transaction marks. Called by
 * {@link io.jacinth.engine.Engine} only.
 */
@NullMarked
package io.jacinth.engine.gate;

import org.jspecify.annotations.NullMarked;
