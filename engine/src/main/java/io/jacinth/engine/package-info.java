/**
 * The engine as its driver sees it: {@link io.jacinth.engine.Engine}, the {@link
 * io.jacinth.engine.EngineHost} it calls back, the {@link io.jacinth.engine.Turn} it reads time
 * from.
 *
 * <p>One thread, no I/O, no clocks of its own. Module {@code node} drives it; tests drive it with
 * {@code EngineFixture}.
 */
@NullMarked
package io.jacinth.engine;

import org.jspecify.annotations.NullMarked;
