/** Lists: what Redis calls quicklists and the listpacks they begin as. */
@NullMarked
package io.jacinth.engine.types.list;

import org.jspecify.annotations.NullMarked;
