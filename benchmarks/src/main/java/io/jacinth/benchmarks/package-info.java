/**
 * Measurements: JMH classes, and load that is run side by side with a real Redis. Not shipped, and
 * nothing here is called by another module.
 *
 * <p>It may see every module, which is why the architecture tests live in its test sources.
 */
@NullMarked
package io.jacinth.benchmarks;

import org.jspecify.annotations.NullMarked;
