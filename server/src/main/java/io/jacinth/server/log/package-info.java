/**
 * The log in Redis's format, and the bridge that brings the libraries' warnings into it.
 *
 * <p>Used by everything through {@link java.lang.System.Logger}; only the start-up code names the
 * classes of this package.
 */
@NullMarked
package io.jacinth.server.log;

import org.jspecify.annotations.NullMarked;
