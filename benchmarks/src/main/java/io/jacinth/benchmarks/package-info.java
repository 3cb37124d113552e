/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.benchmarks;

import org.jspecify.annotations.NullMarked;
