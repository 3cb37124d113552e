/**
 * HyperLogLog: cardinalities estimated from 16384 registers that live in a plain string, in Redis's
 * own format byte for byte, so that GET, DUMP and replication carry them between our nodes and
 * Redis's. The format and the arithmetic know nothing of commands; only the rows call them.
 */
@NullMarked
package io.jacinth.engine.types.hyperloglog;

import org.jspecify.annotations.NullMarked;
