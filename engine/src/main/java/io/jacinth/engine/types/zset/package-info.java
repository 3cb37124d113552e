/** Sorted sets: commands. How they are kept is the store's business. */
@NullMarked
package io.jacinth.engine.types.zset;

import org.jspecify.annotations.NullMarked;
