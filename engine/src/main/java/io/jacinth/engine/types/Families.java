package io.jacinth.engine.types;

import io.jacinth.engine.command.CommandFamily;
import java.util.List;

/** All families of the engine. A family that is not in this list does not exist. */
public final class Families {
  public static final List<CommandFamily> ALL = List.of(StringCommands.FAMILY);

  private Families() {}
}
