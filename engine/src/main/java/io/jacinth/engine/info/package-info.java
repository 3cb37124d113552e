/**
 * The text of INFO, section by section in Redis's order and with Redis's field names. A field whose
 * cause does not exist here says 0; fields that would be a lie are left out.
 *
 * <p>Reads everything, changes nothing. Called by the INFO command, logs and metrics.
 */
@NullMarked
package io.jacinth.engine.info;

import org.jspecify.annotations.NullMarked;
