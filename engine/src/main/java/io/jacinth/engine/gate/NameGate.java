package io.jacinth.engine.gate;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.CommandTable;
import io.jacinth.resp.Argv;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Is there such a command, such a subcommand, and does the number of words fit? */
final class NameGate {
  private static final int PREVIEW_BYTES = 128;

  private NameGate() {}

  /** The command, also put into the call; null after an error reply, or for a browser. */
  static @Nullable Command find(Call c, CommandTable table, WebRequests web) {
    Argv argv = c.argv();
    Command command = table.find(argv, 0);
    if (command == null) {
      if (web.endsWith(c)) {
        return null;
      }
      Gates.breakTransaction(c);
      c.error(unknown(c));
      return null;
    }
    if (!command.subcommands().isEmpty() && argv.count() > 1) {
      Command sub = command.subcommand(argv, 1);
      if (sub == null) {
        Gates.breakTransaction(c);
        c.error(
            "ERR unknown subcommand '"
                + c.preview(1)
                + "'. Try "
                + c.quoted(0).toUpperCase(Locale.ROOT)
                + " HELP.");
        return null;
      }
      command = sub;
    }
    c.command(command);
    if (!command.row().arityFits(argv.count())) {
      Gates.refuse(c, "ERR wrong number of arguments for '" + command.name() + "' command");
      return null;
    }
    return command;
  }

  private static String unknown(Call c) {
    Argv argv = c.argv();
    StringBuilder args = new StringBuilder();
    for (int i = 1; i < argv.count() && args.length() < PREVIEW_BYTES; i++) {
      String word = argv.large(i) != null ? "" : c.quoted(i);
      int room = PREVIEW_BYTES - args.length();
      args.append('\'').append(word, 0, Math.min(room, word.length())).append("' ");
    }
    return "ERR unknown command '" + c.preview(0) + "', with args beginning with: " + args;
  }
}
