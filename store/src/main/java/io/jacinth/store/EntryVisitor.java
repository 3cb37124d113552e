package io.jacinth.store;

/** Receives entries of a table. It must not change the table it is called from. */
@FunctionalInterface
public interface EntryVisitor {
  /** Called once per entry of the step. */
  void visit(int entry);
}
