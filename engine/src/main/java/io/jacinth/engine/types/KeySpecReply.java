package io.jacinth.engine.types;

import io.jacinth.engine.command.KeySpec;
import io.jacinth.engine.command.Keys;
import io.jacinth.resp.ReplyBuffer;

/** Key specs as COMMAND INFO shows them. */
final class KeySpecReply {
  private KeySpecReply() {}

  static void write(ReplyBuffer reply, Keys keys) {
    reply.set(keys.specs().size());
    for (KeySpec spec : keys.specs()) {
      write(reply, spec);
    }
  }

  private static void write(ReplyBuffer reply, KeySpec spec) {
    reply.map(spec.notes().isEmpty() ? 3 : 4);
    if (!spec.notes().isEmpty()) {
      reply.bulk("notes");
      reply.bulk(spec.notes());
    }
    reply.bulk("flags");
    CommandCommands.statuses(reply, Keys.flagNames(spec.flags()));
    reply.bulk("begin_search");
    switch (spec.begin()) {
      case INDEX -> {
        type(reply, "index", 1);
        field(reply, "index", spec.index());
      }
      case KEYWORD -> {
        type(reply, "keyword", 2);
        reply.bulk("keyword");
        reply.bulk(spec.keyword());
        field(reply, "startfrom", spec.index());
      }
      case UNKNOWN -> type(reply, "unknown", 0);
    }
    reply.bulk("find_keys");
    switch (spec.find()) {
      case RANGE -> {
        type(reply, "range", 3);
        field(reply, "lastkey", spec.last());
        field(reply, "keystep", spec.step());
        field(reply, "limit", spec.limit());
      }
      case COUNTED -> {
        type(reply, "keynum", 3);
        field(reply, "keynumidx", 0);
        field(reply, "firstkey", 1);
        field(reply, "keystep", spec.step());
      }
      case UNKNOWN -> type(reply, "unknown", 0);
    }
  }

  private static void type(ReplyBuffer reply, String name, int fields) {
    reply.map(2);
    reply.bulk("type");
    reply.bulk(name);
    reply.bulk("spec");
    reply.map(fields);
  }

  private static void field(ReplyBuffer reply, String name, int value) {
    reply.bulk(name);
    reply.integer(value);
  }
}
