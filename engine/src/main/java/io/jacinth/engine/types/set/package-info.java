/** Sets: commands on values that are an intset, a listpack or a table of members. */
@NullMarked
package io.jacinth.engine.types.set;

import org.jspecify.annotations.NullMarked;
