/** Calls that are really made. */
@NullMarked
package io.jacinth.server.system;

import org.jspecify.annotations.NullMarked;
