package io.jacinth.engine.keyspace;

/** What sessions that wait for keys want to know. Installed only while there are such sessions. */
public interface WakeHook {
  /** A key came into being, or holds another value than before. */
  void ready(int db, int type, byte[] key, int offset, int length);

  /** A key was deleted, or its value was replaced by another one. */
  void gone(int db, byte[] key, int offset, int length);

  /**
   * All keys of a table will go at once.
   *
   * @param table its index, -1 for all of the database
   */
  void dropping(int db, int table);

  /** All keys of a database may be others than before: SWAPDB. */
  void databaseReplaced(int db);
}
