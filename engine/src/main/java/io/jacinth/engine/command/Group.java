package io.jacinth.engine.command;

/** The documentation group of a family, and the ACL category that comes with it. */
public enum Group {
  STRING("string", Acl.STRING),
  LIST("list", Acl.LIST),
  SET("set", Acl.SET),
  SORTED_SET("sorted-set", Acl.SORTEDSET),
  HASH("hash", Acl.HASH),
  STREAM("stream", Acl.STREAM),
  GENERIC("generic", Acl.KEYSPACE),
  CONNECTION("connection", Acl.CONNECTION),
  SERVER("server", 0),
  CLUSTER("cluster", 0),
  PUBSUB("pubsub", Acl.PUBSUB),
  TRANSACTIONS("transactions", Acl.TRANSACTION),
  SCRIPTING("scripting", Acl.SCRIPTING),
  BITMAP("bitmap", Acl.BITMAP),
  HYPERLOGLOG("hyperloglog", Acl.HYPERLOGLOG),
  GEO("geo", Acl.GEO);

  private final String word;
  private final int categories;

  Group(String word, int categories) {
    this.word = word;
    this.categories = categories;
  }

  /** As COMMAND DOCS writes it. */
  public String word() {
    return word;
  }

  public int categories() {
    return categories;
  }
}
