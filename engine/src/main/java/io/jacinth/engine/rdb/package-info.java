/**
 * The RDB format: images as wholes ({@link RdbReader}, {@link RdbWriter}), payloads of DUMP, and
 * what is done with values of a type as wholes ({@link ValueCodec}: one class per type).
 *
 * <p>Incremental in both directions; knows no file and no connection. Decoders of foreign bytes
 * check every length before they believe it.
 */
@NullMarked
package io.jacinth.engine.rdb;

import org.jspecify.annotations.NullMarked;
