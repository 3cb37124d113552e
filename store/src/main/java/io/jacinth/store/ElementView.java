package io.jacinth.store;

import java.util.random.RandomGenerator;

/** What hashes, sets and sorted sets have in common for a reader, however they are kept. */
public interface ElementView {
  /** How many elements. */
  int size();

  /** Whether it is a table: then {@link #scan} has cursors. */
  boolean isTable();

  /** Goes to a random element, each with the same chance; there must be one. */
  void random(RandomGenerator random);

  /** What names the element it stands on, while nothing is changed. */
  int place();

  /** Goes back to a {@link #place}. */
  void goTo(int place);

  /** The field or member it stands on. */
  Item element();

  /**
   * One step of a scan over a table: visits the elements of one bucket; {@link #goTo} makes what
   * the visitor is given current.
   *
   * @return the next cursor, 0 after the last step
   */
  long scan(long cursor, EntryVisitor visitor);
}
