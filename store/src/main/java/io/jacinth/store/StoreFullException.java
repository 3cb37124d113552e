package io.jacinth.store;

/**
 * No chunk could be had: the address space of references, the configured limit or the machine is
 * used up. As with an {@link OutOfMemoryError} the structure being changed may be half changed, so
 * the node that owns the store stops; {@code maxmemory} is what keeps a node from getting here.
 */
public final class StoreFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreFullException(String message) {
    super(message);
  }
}
