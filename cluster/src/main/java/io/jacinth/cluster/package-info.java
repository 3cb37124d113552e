/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.cluster;

import org.jspecify.annotations.NullMarked;
