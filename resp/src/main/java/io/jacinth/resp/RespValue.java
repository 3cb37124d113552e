package io.jacinth.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A decoded reply, as clients and tests look at it. */
public sealed interface RespValue {
  record Simple(String text) implements RespValue {}

  record Failure(String text) implements RespValue {}

  record Int(long value) implements RespValue {}

  /** A bulk string or, with a form, a verbatim one. */
  record Bulk(byte[] bytes, String form) implements RespValue {
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  record Null() implements RespValue {}

  record Bool(boolean value) implements RespValue {}

  record Decimal(String text) implements RespValue {}

  record BigNumber(String digits) implements RespValue {}

  /** Items of an aggregate; of a map (and attribute) keys and values in turn. */
  record Aggregate(Kind kind, List<RespValue> items) implements RespValue {}

  /** What an {@link Aggregate} is. */
  enum Kind {
    ARRAY,
    MAP,
    SET,
    PUSH,
    ATTRIBUTE
  }

  /** One line for assertions and logs: {@code [1, "a", (nil)]}. */
  default String show() {
    return switch (this) {
      case Simple s -> s.text();
      case Failure e -> "(error) " + e.text();
      case Int i -> Long.toString(i.value());
      case Bulk b -> '"' + new String(b.bytes(), StandardCharsets.ISO_8859_1) + '"';
      case Null n -> "(nil)";
      case Bool b -> Boolean.toString(b.value());
      case Decimal d -> d.text();
      case BigNumber n -> n.digits();
      case Aggregate a ->
          a.items().stream()
              .map(RespValue::show)
              .collect(
                  Collectors.joining(
                      ", ", a.kind() == Kind.ARRAY ? "[" : a.kind().name().charAt(0) + "[", "]"));
    };
  }
}
