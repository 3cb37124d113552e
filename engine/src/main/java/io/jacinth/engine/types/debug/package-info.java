/**
 * DEBUG: what those who test servers and tools ask for. Each word is one method; {@link
 * io.jacinth.engine.types.debug.DebugCommand} finds it. Nothing here is needed to serve clients.
 */
@NullMarked
package io.jacinth.engine.types.debug;

import org.jspecify.annotations.NullMarked;
