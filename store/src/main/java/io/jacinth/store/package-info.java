/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.store;

import org.jspecify.annotations.NullMarked;
