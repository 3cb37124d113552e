/**
 * The rules of docs/architecture.md as failing tests: module borders, determinism, sizes, names.
 *
 * <p>They live in the benchmarks module because it is the only one that sees all others, and it is
 * not shipped. Nothing here may depend on what a class does, only on what it is called, how long it
 * is and what it uses. Below {@code planted} each rule has a class that breaks it, so that a rule
 * that can no longer fail is noticed.
 */
@NullMarked
package io.jacinth.architecture;

import org.jspecify.annotations.NullMarked;
