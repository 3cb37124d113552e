package io.jacinth.engine.rdb;

/** Numbers of the RDB format: opcodes and value types. */
final class RdbType {
  static final int OP_SLOT_INFO = 244;
  static final int OP_FUNCTION2 = 245;
  static final int OP_FUNCTION_PRE_GA = 246;
  static final int OP_MODULE_AUX = 247;
  static final int OP_IDLE = 248;
  static final int OP_FREQ = 249;
  static final int OP_AUX = 250;
  static final int OP_RESIZEDB = 251;
  static final int OP_EXPIRETIME_MS = 252;
  static final int OP_EXPIRETIME = 253;
  static final int OP_SELECTDB = 254;
  static final int OP_EOF = 255;

  /** The newest version that is read. */
  static final int MAX_VERSION = 11;

  /**
   * The version that is written: what both Redis 7.0 and 7.2 read (7.0 refuses 11, and nothing
   * negotiates a version).
   */
  static final int VERSION = 10;

  static final int STRING = 0;
  static final int LIST = 1;
  static final int SET = 2;
  static final int ZSET = 3;
  static final int HASH = 4;
  static final int ZSET_2 = 5;
  static final int HASH_ZIPMAP = 9;
  static final int LIST_ZIPLIST = 10;
  static final int SET_INTSET = 11;
  static final int ZSET_ZIPLIST = 12;
  static final int HASH_ZIPLIST = 13;
  static final int LIST_QUICKLIST = 14;
  static final int STREAM = 15;
  static final int HASH_LISTPACK = 16;
  static final int ZSET_LISTPACK = 17;
  static final int LIST_QUICKLIST_2 = 18;
  static final int STREAM_2 = 19;
  static final int SET_LISTPACK = 20;
  static final int STREAM_3 = 21;

  /** Encodings of a string that is not plain bytes. */
  static final int ENC_INT8 = 0;

  static final int ENC_INT16 = 1;
  static final int ENC_INT32 = 2;
  static final int ENC_LZF = 3;

  private RdbType() {}

  /** What people call a value type. */
  static String name(int type) {
    return switch (type) {
      case STRING -> "string";
      case 1 -> "list";
      case 2 -> "set";
      case ZSET, ZSET_2 -> "sorted set";
      case 4 -> "hash";
      case 6, 7 -> "module value";
      case 9 -> "hash (zipmap)";
      case 10 -> "list (ziplist)";
      case 11 -> "set (intset)";
      case ZSET_ZIPLIST -> "sorted set (ziplist)";
      case 13 -> "hash (ziplist)";
      case 14, 18 -> "list (quicklist)";
      case 15, 19, 21 -> "stream";
      case 16 -> "hash (listpack)";
      case ZSET_LISTPACK -> "sorted set (listpack)";
      case 20 -> "set (listpack)";
      default -> "unknown type";
    };
  }
}
