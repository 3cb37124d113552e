package io.jacinth.engine.types.lolwut;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.Release;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import java.nio.charset.StandardCharsets;

/** LOLWUT [VERSION v] [numbers]: versions 5 and 6 are pictures, all others only say who answers. */
public final class LolwutCommand {
  private static final int COLUMNS_MAX = 1000;
  private static final int SQUARES_MAX = 200;

  public static final CommandFamily FAMILY =
      family(Group.SERVER)
          .row(
              "LOLWUT",
              arity(-1),
              READONLY | FAST,
              Keys.none(),
              LolwutCommand::run,
              doc(
                  "5.0.0",
                  "O(1)",
                  "[VERSION version/integer]",
                  "Draws a picture, and tells the version."));

  private LolwutCommand() {}

  private static Outcome run(Call c) {
    if (c.count() < 3 || !c.argv().is(1, "VERSION")) {
      return picture(c, "");
    }
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    return switch (Math.clamp(c.argv().longValue(), 0, Integer.MAX_VALUE)) {
      case 5 -> squares(c);
      case 6 -> landscape(c);
      default -> picture(c, "");
    };
  }

  private static Outcome squares(Call c) {
    int[] sizes = numbers(c, 66, 8, 12);
    if (sizes.length == 0) {
      return Outcome.DONE;
    }
    Schotter drawing =
        new Schotter(
            Math.clamp(sizes[0], 1, COLUMNS_MAX),
            Math.clamp(sizes[1], 1, SQUARES_MAX),
            Math.clamp(sizes[2], 1, SQUARES_MAX));
    return picture(
        c, drawing.draw(c.engine().random()) + "\nGeorg Nees - schotter, plotter on paper, 1968. ");
  }

  private static Outcome landscape(Call c) {
    int[] sizes = numbers(c, 80, 20);
    if (sizes.length == 0) {
      return Outcome.DONE;
    }
    Landscape drawing =
        new Landscape(Math.clamp(sizes[0], 1, COLUMNS_MAX), Math.clamp(sizes[1], 1, COLUMNS_MAX));
    return picture(c, drawing.draw(c.engine().random()) + "\nHills at night, each different. ");
  }

  /** The numbers behind the version, or what stands for them; none after an error reply. */
  private static int[] numbers(Call c, int... defaults) {
    for (int i = 0; i < defaults.length && 3 + i < c.count(); i++) {
      if (!c.argv().readLong(3 + i)) {
        c.notAnInteger();
        return new int[0];
      }
      defaults[i] = Math.clamp(c.argv().longValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return defaults;
  }

  private static Outcome picture(Call c, String drawing) {
    String text = drawing + "Redis ver. " + Release.REDIS_VERSION + "\n";
    c.reply().verbatim("txt", text.getBytes(StandardCharsets.UTF_8));
    return Outcome.DONE;
  }
}
