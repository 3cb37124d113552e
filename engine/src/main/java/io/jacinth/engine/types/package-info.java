/**
 * The command families: rows first, handlers below in row order. What a command does to a value is
 * here; how values are stored is module {@code store}'s, how a change is seen by others is the
 * write door's.
 */
@NullMarked
package io.jacinth.engine.types;

import org.jspecify.annotations.NullMarked;
