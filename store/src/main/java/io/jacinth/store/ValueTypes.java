package io.jacinth.store;

/** Codes of value types and encodings in an entry's header: Redis's own numbers. */
public final class ValueTypes {
  public static final int STRING = 0;
  public static final int LIST = 1;
  public static final int SET = 2;
  public static final int ZSET = 3;
  public static final int HASH = 4;
  public static final int MODULE = 5;
  public static final int STREAM = 6;

  public static final int ENCODING_RAW = 0;
  public static final int ENCODING_INT = 1;
  public static final int ENCODING_HASHTABLE = 2;
  public static final int ENCODING_INTSET = 6;
  public static final int ENCODING_SKIPLIST = 7;
  public static final int ENCODING_EMBSTR = 8;
  public static final int ENCODING_QUICKLIST = 9;
  public static final int ENCODING_STREAM = 10;
  public static final int ENCODING_LISTPACK = 11;

  /**
   * A string up to this long is called embstr by OBJECT ENCODING unless it was changed in place.
   */
  public static final int EMBSTR_BYTES_MAX = 44;

  private ValueTypes() {}
}
