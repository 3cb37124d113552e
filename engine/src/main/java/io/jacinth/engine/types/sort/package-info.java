/**
 * SORT and SORT_RO: elements of a list, set or sorted set put in order, by themselves or by keys
 * they lead to. What is sorted is copied to the heap once, in a few arrays; nothing is kept of it
 * afterwards. Called only through the command rows.
 */
@NullMarked
package io.jacinth.engine.types.sort;

import org.jspecify.annotations.NullMarked;
