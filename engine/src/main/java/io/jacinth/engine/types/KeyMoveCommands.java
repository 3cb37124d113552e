package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.INSERT;
import static io.jacinth.engine.command.Keys.OW;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Acl;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.keyspace.DatabaseSwap;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.Argv;
import io.jacinth.store.Draft;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values go from key to key and from database to database. */
final class KeyMoveCommands {
  static final CommandFamily FAMILY =
      family(Group.GENERIC)
          .row(
              "RENAME",
              arity(3),
              WRITE,
              Keys.at(1, RW | ACCESS | DELETE).and(Keys.at(2, OW | UPDATE)),
              c -> rename(c, false),
              doc("1.0.0", "O(1)", "key newkey", "Gives a key another name."))
          .row(
              "RENAMENX",
              arity(3),
              WRITE | FAST,
              Keys.at(1, RW | ACCESS | DELETE).and(Keys.at(2, OW | INSERT)),
              c -> rename(c, true),
              doc(
                  "1.0.0",
                  "O(1)",
                  "key newkey",
                  "Gives a key another name, unless there is a key of that name."))
          .row(
              "COPY",
              arity(-3),
              WRITE | DENYOOM,
              Keys.at(1, RO | ACCESS).and(Keys.at(2, OW | UPDATE)),
              KeyMoveCommands::copy,
              doc(
                  "6.2.0",
                  "O(N) with N the elements of the value; O(1) for strings",
                  "source destination [DB destination-db/integer] [REPLACE]",
                  "Copies the value of a key to another key."))
          .row(
              "MOVE",
              arity(3),
              WRITE | FAST,
              Keys.at(1, RW | ACCESS | DELETE),
              KeyMoveCommands::move,
              doc("1.0.0", "O(1)", "key db/integer", "Moves a key to another database."))
          .row(
              "SWAPDB",
              arity(3),
              WRITE | FAST,
              Keys.none(),
              KeyMoveCommands::swapdb,
              doc("4.0.0", "O(1)", "index1/integer index2/integer", "Exchanges two databases."))
          .documentedWith(Group.SERVER)
          .also(Acl.DANGEROUS);

  private static final String SAME = "ERR source and destination objects are the same";
  private static final String NO_SUCH_DB = "ERR DB index is out of range";

  private KeyMoveCommands() {}

  private static boolean isSameKey(Argv argv) {
    byte[] array = argv.array();
    return Arrays.equals(
        array,
        argv.offset(1),
        argv.offset(1) + argv.length(1),
        array,
        argv.offset(2),
        argv.offset(2) + argv.length(2));
  }

  /** Whether there is a key; one past its time goes. */
  private static boolean isThere(Call c, int db, int word) {
    WriteDoor door = c.keys().openForWrite(db, c.argv(), word);
    boolean there = door.exists();
    door.unchanged();
    return there;
  }

  private static Outcome rename(Call c, boolean unlessThere) {
    if (!isThere(c, c.db(), 1)) {
      return c.error("ERR no such key");
    }
    if (isSameKey(c.argv())) {
      return unlessThere ? c.integer(0) : c.ok();
    }
    if (isThere(c, c.db(), 2) && unlessThere) {
      return c.integer(0);
    }
    take(c, 1, c.db(), 2, "rename_from", "rename_to");
    return unlessThere ? c.integer(1) : c.ok();
  }

  private static void take(Call c, int from, int toDb, int to, String fromEvent, String toEvent) {
    int entry = c.keys().openForWrite(c.db(), c.argv(), from).taken();
    WriteDoor door = c.keys().openForWrite(toDb, c.argv(), to);
    door.putTaken(entry);
    door.commitMoved(c.db(), fromEvent, c.argv(), from, toEvent);
  }

  private static Outcome move(Call c) {
    if (c.engine().isCluster()) {
      return c.error("ERR MOVE is not allowed in cluster mode");
    }
    Integer db = database(c, 2);
    if (db == null) {
      return Outcome.DONE;
    }
    if (db == c.db()) {
      return c.error(SAME);
    }
    if (!isThere(c, c.db(), 1) || isThere(c, db, 1)) {
      return c.integer(0);
    }
    take(c, 1, db, 1, "move_from", "move_to");
    return c.integer(1);
  }

  /** The number of a database (in a cluster too, whose nodes have one); null after an error. */
  private static @Nullable Integer database(Call c, int word) {
    Integer db = c.intWord(word, "");
    int count = c.engine().config().intNumber(GeneralOptions.DATABASES);
    if (db != null && (db < 0 || db >= count)) {
      c.error(NO_SUCH_DB);
      return null;
    }
    return db;
  }

  private static Outcome copy(Call c) {
    Argv argv = c.argv();
    int toDb = c.db();
    boolean replace = false;
    for (int i = 3; i < c.count(); i++) {
      if (argv.is(i, "REPLACE")) {
        replace = true;
      } else if (argv.is(i, "DB") && i + 1 < c.count()) {
        Integer db = database(c, ++i);
        if (db == null) {
          return Outcome.DONE;
        }
        toDb = db;
      } else {
        return c.syntaxError();
      }
    }
    if (c.engine().isCluster() && toDb != 0) {
      return c.error("ERR Copying to another database is not allowed in cluster mode");
    }
    if (toDb == c.db() && isSameKey(argv)) {
      return c.error(SAME);
    }
    int source = c.keys().read(c.db(), argv, 1);
    if (source == 0 || (isThere(c, toDb, 2) && !replace)) {
      return c.integer(0);
    }
    // The other key may have expired just now, but looking never moves an entry that stays.
    Draft copy = c.keys().store().copyOf(source, argv.array(), argv.offset(2), argv.length(2));
    long expireAtWallMs = c.keys().entries().expireAtWallMs(source);
    WriteDoor door = c.keys().openForWrite(toDb, argv, 2);
    door.putDraft(copy, expireAtWallMs);
    door.asNew();
    door.commit(EventClass.GENERIC, "copy_to");
    return c.integer(1);
  }

  private static Outcome swapdb(Call c) {
    if (c.engine().isCluster()) {
      return c.error("ERR SWAPDB is not allowed in cluster mode");
    }
    Integer first = c.intWord(1, "ERR invalid first DB index");
    if (first == null) {
      return Outcome.DONE;
    }
    Integer second = c.intWord(2, "ERR invalid second DB index");
    if (second == null) {
      return Outcome.DONE;
    }
    int count = c.keys().databaseCount();
    if (first < 0 || first >= count || second < 0 || second >= count) {
      return c.error(NO_SUCH_DB);
    }
    DatabaseSwap.swap(c.keys(), first, second);
    return c.ok();
  }
}
