/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.simulation;

import org.jspecify.annotations.NullMarked;
