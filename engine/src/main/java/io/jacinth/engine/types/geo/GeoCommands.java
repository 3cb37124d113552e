package io.jacinth.engine.types.geo;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.types.zset.ZsetAdd;
import io.jacinth.engine.types.zset.Zsets;
import io.jacinth.resp.Argv;
import io.jacinth.store.ZsetView;
import java.nio.charset.StandardCharsets;

/** Points of a sorted set one by one. Searches are in {@link GeoSearchCommands}. */
public final class GeoCommands {
  private static final Keys READ = Keys.at(1, RO | ACCESS);

  public static final CommandFamily FAMILY =
      family(Group.GEO)
          .row(
              "GEOADD",
              arity(-5),
              WRITE | DENYOOM,
              Keys.at(1, RW | UPDATE),
              GeoCommands::geoadd,
              doc(
                  "3.2.0",
                  "O(log N) for each point, where N is the size of the set",
                  "key [condition^6.2.0=<NX | XX>] [change=CH^6.2.0]"
                      + " longitude_latitude_member={longitude/double latitude/double member}"
                      + " [longitude_latitude_member ...]",
                  "Adds points to a sorted set, or moves them."))
          .row(
              "GEOPOS",
              arity(-2),
              READONLY,
              READ,
              GeoCommands::geopos,
              doc(
                  "3.2.0",
                  "O(1) for each member",
                  "key member [member ...]",
                  "Returns where members are."))
          .row(
              "GEOHASH",
              arity(-2),
              READONLY,
              READ,
              GeoCommands::geohash,
              doc(
                  "3.2.0",
                  "O(1) for each member",
                  "key member [member ...]",
                  "Returns where members are, as the texts that other systems call geohashes."))
          .row(
              "GEODIST",
              arity(-4),
              READONLY,
              READ,
              GeoCommands::geodist,
              doc(
                  "3.2.0",
                  "O(1)",
                  "key member1 member2 [unit=<M | KM | FT | MI>]",
                  "Returns how far two members are from each other."));

  private GeoCommands() {}

  /** Becomes a ZADD: that is what replicas get to see. */
  private static Outcome geoadd(Call c) {
    Argv argv = c.argv();
    int first = 2;
    boolean nx = false;
    boolean xx = false;
    while (first < c.count()) {
      boolean isNx = argv.is(first, "nx");
      boolean isXx = argv.is(first, "xx");
      if (!isNx && !isXx && !argv.is(first, "ch")) {
        break;
      }
      nx |= isNx;
      xx |= isXx;
      first++;
    }
    int points = (c.count() - first) / 3;
    if ((c.count() - first) % 3 != 0 || nx && xx) {
      return c.syntaxError();
    }
    byte[][] words = new byte[first + 2 * points][];
    words[0] = "ZADD".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(argv.copyRange(1, first), 0, words, 1, first - 1);
    double[] point = new double[2];
    for (int i = 0; i < points; i++) {
      if (!GeoWords.readPoint(c, first + 3 * i, point)) {
        return Outcome.DONE;
      }
      long score = GeoHash.of(point[0], point[1], GeoHash.STEP_MAX).scoreFrom();
      words[first + 2 * i] = Long.toString(score).getBytes(StandardCharsets.US_ASCII);
      words[first + 2 * i + 1] = argv.bytes(first + 3 * i + 2);
    }
    c.rewrite(Argv.of(words));
    return ZsetAdd.add(c);
  }

  private static Outcome geopos(Call c) {
    ZsetView zset = Zsets.read(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    c.reply().array(c.count() - 2L);
    for (int i = 2; i < c.count(); i++) {
      if (Zsets.find(c, zset, i)) {
        GeoWords.point(c.reply(), GeoHash.ofScore(zset.score()));
      } else {
        c.reply().nullArray();
      }
    }
    return Outcome.DONE;
  }

  private static Outcome geohash(Call c) {
    ZsetView zset = Zsets.read(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    c.reply().array(c.count() - 2L);
    for (int i = 2; i < c.count(); i++) {
      if (Zsets.find(c, zset, i)) {
        c.reply().bulk(GeoHash.ofScore(zset.score()).text());
      } else {
        c.reply().nullValue();
      }
    }
    return Outcome.DONE;
  }

  private static Outcome geodist(Call c) {
    double unitMetres = 1;
    if (c.count() > 5) {
      return c.syntaxError();
    }
    if (c.count() == 5) {
      unitMetres = GeoWords.readUnit(c, 4);
      if (unitMetres == GeoWords.REFUSED) {
        return Outcome.DONE;
      }
    }
    ZsetView zset = Zsets.read(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    if (!Zsets.find(c, zset, 2)) {
      return c.nothing();
    }
    GeoHash one = GeoHash.ofScore(zset.score());
    if (!Zsets.find(c, zset, 3)) {
      return c.nothing();
    }
    GeoHash other = GeoHash.ofScore(zset.score());
    double metres =
        Distance.between(one.longitude(), one.latitude(), other.longitude(), other.latitude());
    GeoWords.distance(c.reply(), metres / unitMetres);
    return Outcome.DONE;
  }
}
