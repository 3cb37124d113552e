package io.jacinth.cluster.admin;

import java.util.List;

/** A reply as a value: the core says what, the engine writes it as RESP2 or RESP3. */
public sealed interface Answer {
  Answer OK = new Status("OK");

  record Status(String text) implements Answer {}

  /** {@code text} starts with its code: {@code "ERR Unknown node 12ab"}. */
  record Error(String text) implements Answer {}

  record Int(long value) implements Answer {}

  record Bulk(String text) implements Answer {}

  /** Bulk string in RESP2, verbatim {@code txt:} in RESP3 (CLUSTER INFO, CLUSTER NODES). */
  record Verbatim(String text) implements Answer {}

  record Null() implements Answer {}

  record Array(List<Answer> items) implements Answer {}

  /** Keys and values in turn: a flat array in RESP2, a map in RESP3. */
  record Map(List<Answer> keysAndValues) implements Answer {}
}
