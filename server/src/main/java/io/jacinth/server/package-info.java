/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.server;

import org.jspecify.annotations.NullMarked;
