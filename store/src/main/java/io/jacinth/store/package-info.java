/**
 * Off-heap memory of one database node: chunks, allocator, the linear-hashing entry table, strings,
 * expiry index, lazy freeing. The only package of the project that sees a {@code MemorySegment}.
 *
 * <p>One {@link Store} belongs to one engine thread; nothing here is synchronised. An entry is an
 * opaque non-zero {@code int}; it is valid until the next call that may change the same key (every
 * such call returns the entry's new value). Commands, clocks and sockets must not appear here; the
 * engine calls {@link EntryTable} to find and change keys, {@link Entries} to read them, {@link
 * RopeBuilder} to receive large values, {@link FreeQueue} to drop whole tables in slices.
 */
@NullMarked
package io.jacinth.store;

import org.jspecify.annotations.NullMarked;
