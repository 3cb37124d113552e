package io.jacinth.engine.types.geo;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.OW;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.KeyPositions;
import io.jacinth.engine.command.KeySpec;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Destination;
import io.jacinth.engine.types.geo.GeoSearch.Form;
import io.jacinth.engine.types.zset.Zsets;
import io.jacinth.resp.Argv;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ZsetEdit;
import io.jacinth.store.ZsetView;

/** Searching a sorted set of points for those within a shape. */
public final class GeoSearchCommands {
  private static final String COMPLEXITY =
      "O(N+log M) where N is the number of points in the cells around the shape and M the size of"
          + " the set";

  public static final CommandFamily FAMILY =
      family(Group.GEO)
          .row(
              "GEORADIUS",
              arity(-6),
              WRITE | DENYOOM,
              radiusKeys(6),
              c -> search(c, 1, Form.RADIUS, true),
              doc(
                  "3.2.0",
                  COMPLEXITY,
                  "key longitude/double latitude/double radius/double unit=<M | KM | FT"
                      + " | MI> [WITHCOORD] [WITHDIST] [WITHHASH] [{COUNT count [ANY^6.2.0]}]"
                      + " [order=<ASC | DESC>] [STORE key] [STOREDIST key]",
                  "Searches around a point, and may store what it finds; the older form of"
                      + " GEOSEARCH and GEOSEARCHSTORE."))
          .deprecated("6.2.0", "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument")
          .row(
              "GEORADIUS_RO",
              arity(-6),
              READONLY,
              Keys.at(1, RO | ACCESS),
              c -> search(c, 1, Form.RADIUS, false),
              doc(
                  "3.2.10",
                  COMPLEXITY,
                  "key longitude/double latitude/double radius/double unit=<M | KM | FT"
                      + " | MI> [WITHCOORD] [WITHDIST] [WITHHASH] [{COUNT count [ANY^6.2.0]}]"
                      + " [order=<ASC | DESC>]",
                  "Searches around a point; the older form of GEOSEARCH."))
          .deprecated("6.2.0", "`GEOSEARCH` with the `BYRADIUS` argument")
          .row(
              "GEORADIUSBYMEMBER",
              arity(-5),
              WRITE | DENYOOM,
              radiusKeys(5),
              c -> search(c, 1, Form.RADIUS_BY_MEMBER, true),
              doc(
                  "3.2.0",
                  COMPLEXITY,
                  "key member radius/double unit=<M | KM | FT | MI> [WITHCOORD]"
                      + " [WITHDIST] [WITHHASH] [{COUNT count [ANY]}] [order=<ASC | DESC>]"
                      + " [STORE key] [STOREDIST key]",
                  "Searches around a member, and may store what it finds; the older form of"
                      + " GEOSEARCH and GEOSEARCHSTORE."))
          .deprecated(
              "6.2.0",
              "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments")
          .row(
              "GEORADIUSBYMEMBER_RO",
              arity(-5),
              READONLY,
              Keys.at(1, RO | ACCESS),
              c -> search(c, 1, Form.RADIUS_BY_MEMBER, false),
              doc(
                  "3.2.10",
                  COMPLEXITY,
                  "key member radius/double unit=<M | KM | FT | MI> [WITHCOORD]"
                      + " [WITHDIST] [WITHHASH] [{COUNT count [ANY]}] [order=<ASC | DESC>]",
                  "Searches around a member; the older form of GEOSEARCH."))
          .deprecated("6.2.0", "`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments")
          .row(
              "GEOSEARCH",
              arity(-7),
              READONLY,
              Keys.at(1, RO | ACCESS),
              c -> search(c, 1, Form.GEOSEARCH, false),
              doc(
                  "6.2.0",
                  COMPLEXITY,
                  "key from=<FROMMEMBER member | longitude_latitude=FROMLONLAT"
                      + " {longitude/double latitude/double}> by=<circle={BYRADIUS"
                      + " radius/double unit=<M | KM | FT | MI>} | box={BYBOX width/double"
                      + " height/double unit=<M | KM | FT | MI>}> [order=<ASC | DESC>] [{COUNT"
                      + " count [ANY]}] [WITHCOORD] [WITHDIST] [WITHHASH]",
                  "Searches a circle or a box around a point or a member."))
          .row(
              "GEOSEARCHSTORE",
              arity(-8),
              WRITE | DENYOOM,
              Keys.at(1, OW | UPDATE).and(Keys.at(2, RO | ACCESS)),
              c -> search(c, 2, Form.GEOSEARCHSTORE, true),
              doc(
                  "6.2.0",
                  COMPLEXITY,
                  "destination source from=<FROMMEMBER member |"
                      + " longitude_latitude=FROMLONLAT {longitude/double latitude/double}>"
                      + " by=<circle={BYRADIUS radius/double unit=<M | KM | FT | MI>} |"
                      + " box={BYBOX width/double height/double unit=<M | KM | FT | MI>}>"
                      + " [order=<ASC | DESC>] [{COUNT count [ANY]}] [STOREDIST]",
                  "Searches a circle or a box around a point or a member and stores what it"
                      + " finds."));

  private GeoSearchCommands() {}

  private static Keys radiusKeys(int startFrom) {
    return Keys.of(
            KeySpec.range(1, 0, 1, RO | ACCESS),
            KeySpec.keyword("STORE", startFrom, 0, 0, OW | UPDATE),
            KeySpec.keyword("STOREDIST", startFrom, 0, 0, OW | UPDATE))
        .foundBy(GeoSearchCommands::findKeys);
  }

  /** The last STORE or STOREDIST counts, wherever they stand. */
  private static boolean findKeys(Argv argv, KeyPositions into) {
    into.add(1, RO | ACCESS);
    int stored = 0;
    for (int i = 5; i + 1 < argv.count(); i++) {
      if (argv.is(i, "store") || argv.is(i, "storedist")) {
        stored = ++i;
      }
    }
    if (stored > 0) {
      into.add(stored, OW | UPDATE);
    }
    return true;
  }

  private static Outcome search(Call c, int sourceWord, Form form, boolean mayStore) {
    ZsetView zset = Zsets.read(c, sourceWord);
    if (zset == null) {
      return Outcome.DONE;
    }
    GeoSet source = zset.size() == 0 ? null : new GeoSet(zset);
    GeoSearch search = GeoSearch.parse(c, form, mayStore, source);
    if (search == null) {
      return Outcome.DONE;
    }
    GeoResults results = new GeoResults();
    if (source != null) {
      source.search(search.shape(), results, search.enough());
    }
    results.sort(search.order());
    int count = (int) Math.min(results.count(), search.count());
    return search.stores() ? store(c, search, results, count) : reply(c, search, results, count);
  }

  private static Outcome reply(Call c, GeoSearch search, GeoResults results, int count) {
    int extras =
        (search.withDistance() ? 1 : 0)
            + (search.withHash() ? 1 : 0)
            + (search.withPoint() ? 1 : 0);
    c.reply().array(count);
    for (int i = 0; i < count; i++) {
      if (extras > 0) {
        c.reply().array(extras + 1L);
      }
      c.reply().bulk(results.text(), results.start(i), results.length(i));
      if (search.withDistance()) {
        GeoWords.distance(c.reply(), results.distanceMetres(i) / search.unitMetres());
      }
      if (search.withHash()) {
        c.reply().integer((long) results.score(i));
      }
      if (search.withPoint()) {
        GeoWords.point(c.reply(), GeoHash.ofScore(results.score(i)));
      }
    }
    return Outcome.DONE;
  }

  private static Outcome store(Call c, GeoSearch search, GeoResults results, int count) {
    if (count == 0) {
      Destination.clear(c, search.storeWord());
      return c.integer(0);
    }
    Draft draft = Zsets.draft(c, search.storeWord());
    ZsetEdit stored = Zsets.open(c, c.engine().values().zsetEdit(), draft.site());
    for (int i = 0; i < count; i++) {
      double score =
          search.storesDistance()
              ? results.distanceMetres(i) / search.unitMetres()
              : results.score(i);
      stored.put(score, results.text(), results.start(i), results.length(i));
    }
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), search.storeWord());
    door.putDraft(draft, EntryTable.NO_EXPIRE);
    boolean isSearch = c.row().name().equals("geosearchstore");
    door.commit(EventClass.ZSET, isSearch ? "geosearchstore" : "georadiusstore", count);
    return c.integer(count);
  }
}
