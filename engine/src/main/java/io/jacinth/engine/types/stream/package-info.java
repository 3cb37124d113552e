/** Streams: commands on entries, groups and what is pending in them. */
@NullMarked
package io.jacinth.engine.types.stream;

import org.jspecify.annotations.NullMarked;
