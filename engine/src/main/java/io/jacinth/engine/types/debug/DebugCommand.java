package io.jacinth.engine.types.debug;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.ConfigCommands;
import java.util.Locale;
import java.util.TreeMap;

/** DEBUG: finds the word that was asked for. */
public final class DebugCommand {
  private interface Handler {
    Outcome run(Call c);
  }

  /**
   * @param least words of the whole call, at least
   * @param most and at most
   */
  private record Word(int least, int most, Handler handler) {}

  private static final int ANY = Integer.MAX_VALUE;
  private static final TreeMap<String, Word> WORDS = words();

  private DebugCommand() {}

  private static TreeMap<String, Word> words() {
    TreeMap<String, Word> words = new TreeMap<>();
    put(words, "help", 2, 2, c -> c.help(DebugHelp.LINES));
    // the server
    put(words, "aof-flush-sleep", 3, 3, DebugServer::numberWithoutEffect);
    put(words, "assert", 2, ANY, c -> DebugServer.crash(c, "assertion failed"));
    put(words, "busy", 3, 3, DebugServer::busy);
    put(words, "change-repl-id", 2, 2, DebugServer::changeReplId);
    put(words, "client-eviction", 2, 2, DebugServer::clientEviction);
    put(words, "clusterlink", 5, 5, DebugServer::clusterLink);
    put(words, "config-rewrite-force-all", 2, 2, ConfigCommands::rewriteAll);
    put(words, "crash-and-recover", 2, ANY, DebugServer::restart);
    put(words, "drop-cluster-packet-filter", 3, 3, DebugServer::dropPackets);
    put(words, "leak", 3, 3, DebugServer::leak);
    put(words, "loadaof", 2, ANY, c -> DebugServer.needsFiles(c, "an AOF"));
    put(words, "log", 3, 3, DebugServer::log);
    put(words, "oom", 2, ANY, c -> DebugServer.crash(c, "out of memory"));
    put(words, "panic", 2, ANY, c -> DebugServer.crash(c, "called by the user"));
    put(words, "pause-cron", 3, 3, DebugServer::pauseCron);
    put(words, "reload", 2, ANY, DebugServer::reload);
    put(words, "replicate", 3, ANY, DebugServer::replicate);
    put(words, "replybuffer", 4, 4, DebugServer::replyBuffer);
    put(words, "restart", 2, ANY, DebugServer::restart);
    put(words, "segfault", 2, ANY, c -> DebugServer.crash(c, "segmentation fault"));
    put(words, "set-active-expire", 3, 3, DebugServer::setActiveExpire);
    put(words, "set-disable-deny-scripts", 3, 3, DebugServer::numberWithoutEffect);
    put(words, "set-skip-checksum-validation", 3, 3, DebugServer::skipChecksums);
    put(words, "sleep", 3, 3, DebugServer::sleep);
    // replies and texts
    put(words, "error", 3, 3, DebugReplies::error);
    put(words, "protocol", 3, 3, DebugReplies::protocol);
    put(words, "stringmatch-len", 4, 4, DebugReplies::stringMatch);
    put(words, "stringmatch-test", 2, 2, DebugReplies::stringMatchTest);
    put(words, "structsize", 2, 2, DebugReplies::structSize);
    // data
    put(words, "digest", 2, 2, DebugValues::digest);
    put(words, "digest-value", 2, ANY, DebugValues::digestValues);
    put(words, "htstats", 3, 4, DebugTables::ofDatabase);
    put(words, "htstats-key", 3, 4, DebugTables::ofKey);
    put(words, "listpack", 3, 3, DebugObjects::listpack);
    put(words, "object", 3, 3, DebugObjects::object);
    put(words, "populate", 3, 5, DebugValues::populate);
    put(words, "quicklist", 3, 4, DebugObjects::quicklist);
    put(words, "quicklist-packed-threshold", 3, 3, DebugValues::packedThreshold);
    put(words, "sdslen", 3, 3, DebugObjects::sdsLen);
    return words;
  }

  private static void put(
      TreeMap<String, Word> words, String name, int least, int most, Handler handler) {
    words.put(name, new Word(least, most, handler));
  }

  public static Outcome run(Call c) {
    Word word = WORDS.get(c.argv().latin1(1).toLowerCase(Locale.ROOT));
    return word == null || c.count() < word.least || c.count() > word.most
        ? c.subcommandSyntax()
        : word.handler.run(c);
  }
}
