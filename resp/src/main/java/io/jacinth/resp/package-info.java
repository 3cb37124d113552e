/** Placeholder until the module has content. */
@NullMarked
package io.jacinth.resp;

import org.jspecify.annotations.NullMarked;
