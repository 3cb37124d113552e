/**
 * A toy copy of the module tree in which every architecture rule is broken once, for the rules' own
 * tests. Nothing runs it.
 */
@NullMarked
package io.jacinth.architecture.planted;

import org.jspecify.annotations.NullMarked;
