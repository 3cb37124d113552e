/** Calls of the operating system that the JDK has no word for. */
@NullMarked
package io.jacinth.server.system;

import org.jspecify.annotations.NullMarked;
