/** LOLWUT: pictures of text. Called by its row only. */
@NullMarked
package io.jacinth.engine.types.lolwut;

import org.jspecify.annotations.NullMarked;
