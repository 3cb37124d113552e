package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.*;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.RO;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;

final class StringCommands {
  static final CommandFamily FAMILY =
      family(Group.STRING)
          .row(
              "GET",
              arity(2),
              READONLY | FAST,
              Keys.at(1, RO | ACCESS),
              StringCommands::get,
              doc("1.0.0", "O(1)", "key", "Returns the string stored at a key."));

  private StringCommands() {}

  private static Outcome get(Call c) {
    return c.nothing();
  }
}
