/**
 * Strings as arrays of bits: SETBIT and its kin, BITOP, BITFIELD. Bit 0 is the highest bit of byte
 * 0. Long values are looked at where they lie ({@link io.jacinth.store.BitScan}) or in pieces; none
 * is copied to the heap as a whole. Called only through the command rows.
 */
@NullMarked
package io.jacinth.engine.types.bitmap;

import org.jspecify.annotations.NullMarked;
