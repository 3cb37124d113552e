package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ALLOW_BUSY;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.SKIP_SLOWLOG;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.Watchers;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.session.WatchedKeys;
import io.jacinth.resp.Argv;
import java.util.List;

/** Transactions: commands kept until EXEC, and keys whose change makes EXEC do nothing. */
final class TransactionCommands {
  private static final int MARKS = NOSCRIPT | LOADING | STALE | FAST | ALLOW_BUSY;

  static final CommandFamily FAMILY =
      family(Group.TRANSACTIONS)
          .row(
              "MULTI",
              arity(1),
              MARKS,
              Keys.none(),
              TransactionCommands::multi,
              doc("1.2.0", "O(1)", "", "Begins a transaction."))
          .row(
              "EXEC",
              arity(1),
              NOSCRIPT | LOADING | STALE | SKIP_SLOWLOG,
              Keys.none(),
              TransactionCommands::exec,
              doc("1.2.0", "Depends on the commands", "", "Runs a transaction."))
          .row(
              "DISCARD",
              arity(1),
              MARKS,
              Keys.none(),
              TransactionCommands::discard,
              doc("2.0.0", "O(N) with N commands", "", "Drops a transaction."))
          .row(
              "WATCH",
              arity(-2),
              MARKS,
              Keys.toEnd(1, 1, Keys.RO),
              TransactionCommands::watch,
              doc(
                  "2.2.0",
                  "O(1) for every key",
                  "key [key ...]",
                  "Lets the next transaction do nothing if one of the keys changes."))
          .row(
              "UNWATCH",
              arity(1),
              MARKS,
              Keys.none(),
              TransactionCommands::unwatch,
              doc("2.2.0", "O(1)", "", "Forgets all watched keys."));

  private TransactionCommands() {}

  private static Outcome multi(Call c) {
    if (c.session().is(SessionFlags.MULTI)) {
      return c.error("ERR MULTI calls can not be nested");
    }
    c.session().beginTransaction();
    return c.ok();
  }

  private static Outcome exec(Call c) {
    ClientSession session = c.session();
    List<Argv> queued = session.queued();
    if (!session.is(SessionFlags.MULTI) || queued == null) {
      return c.error("ERR EXEC without MULTI");
    }
    boolean broken = session.is(SessionFlags.MULTI_BROKEN);
    boolean changed = session.is(SessionFlags.WATCH_BROKEN) || expired(c);
    c.engine().discardTransaction(session);
    // The commands propagate themselves; EXEC has no effect of its own.
    c.effects();
    if (broken) {
      return c.error("EXECABORT Transaction discarded because of previous errors.");
    }
    if (changed) {
      c.reply().nullArray();
      return Outcome.DONE;
    }
    c.reply().array(queued.size());
    return c.engine().runTransaction(session, queued);
  }

  /** A watched key whose time passed since WATCH counts as changed. */
  private static boolean expired(Call c) {
    WatchedKeys watched = c.session().watched();
    if (watched == null) {
      return false;
    }
    for (WatchedKeys.Key key : watched.keys()) {
      if (!key.isExpired() && c.keys().storedKeys().isExpired(key.db(), key.bytes())) {
        return true;
      }
    }
    return false;
  }

  private static Outcome discard(Call c) {
    if (!c.session().is(SessionFlags.MULTI)) {
      return c.error("ERR DISCARD without MULTI");
    }
    c.engine().discardTransaction(c.session());
    return c.ok();
  }

  private static Outcome watch(Call c) {
    if (c.session().is(SessionFlags.MULTI)) {
      return c.error("ERR WATCH inside MULTI is not allowed");
    }
    // Nothing to add once a watched key has changed: the transaction is lost already.
    if (c.session().is(SessionFlags.WATCH_BROKEN)) {
      return c.ok();
    }
    Watchers watchers = c.keys().hooks().watchers();
    for (int i = 1; i < c.count(); i++) {
      byte[] key = c.argv().bytes(i);
      watchers.watch(c.session(), c.db(), key, c.keys().storedKeys().isExpired(c.db(), key));
    }
    return c.ok();
  }

  private static Outcome unwatch(Call c) {
    c.keys().hooks().watchers().unwatch(c.session());
    c.session().clear(SessionFlags.WATCH_BROKEN);
    return c.ok();
  }
}
