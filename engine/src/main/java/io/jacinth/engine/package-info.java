/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.engine;

import org.jspecify.annotations.NullMarked;
