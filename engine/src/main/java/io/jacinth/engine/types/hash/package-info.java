/** Hashes: their commands. What they are made of is {@code store.HashView} and its neighbours. */
@NullMarked
package io.jacinth.engine.types.hash;

import org.jspecify.annotations.NullMarked;
