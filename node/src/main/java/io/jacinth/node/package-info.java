/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.node;

import org.jspecify.annotations.NullMarked;
