package io.jacinth.engine.types.geo;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Coordinates, lengths and units as words and replies. */
final class GeoWords {
  /** Instead of the metres of a unit, or of a length: the error has been written. */
  static final double REFUSED = -1;

  private static final int COORDINATE_DIGITS = 17;

  private GeoWords() {}

  /** Reads a longitude at {@code i} and the latitude behind it into two numbers. */
  static boolean readPoint(Call c, int i, double[] point) {
    Argv argv = c.argv();
    for (int k = 0; k < 2; k++) {
      if (!argv.readDouble(i + k)) {
        c.notAFloat();
        return false;
      }
      point[k] = argv.doubleValue();
    }
    if (!GeoHash.isInRange(point[0], point[1])) {
      c.error("ERR invalid longitude,latitude pair " + plain(point[0]) + "," + plain(point[1]));
      return false;
    }
    return true;
  }

  private static String plain(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String text = new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
    return value < 0 && !text.startsWith("-") ? "-" + text : text;
  }

  /** The metres of the unit that word {@code i} names. */
  static double readUnit(Call c, int i) {
    Argv argv = c.argv();
    if (argv.is(i, "m")) {
      return 1;
    }
    if (argv.is(i, "km")) {
      return 1000;
    }
    if (argv.is(i, "ft")) {
      return 0.3048;
    }
    if (argv.is(i, "mi")) {
      return 1609.34;
    }
    c.error("ERR unsupported unit provided. please use M, KM, FT, MI");
    return REFUSED;
  }

  /** Reads a radius, in whatever unit. */
  static double readRadius(Call c, int i) {
    if (!c.argv().readDouble(i)) {
      c.error("ERR need numeric radius");
      return REFUSED;
    }
    double radius = c.argv().doubleValue();
    if (radius < 0) {
      c.error("ERR radius cannot be negative");
      return REFUSED;
    }
    return radius;
  }

  /** Reads width and height of a box, in whatever unit. */
  static boolean readBox(Call c, int i, double[] box) {
    if (!c.argv().readDouble(i)) {
      c.error("ERR need numeric width");
      return false;
    }
    box[0] = c.argv().doubleValue();
    if (!c.argv().readDouble(i + 1)) {
      c.error("ERR need numeric height");
      return false;
    }
    box[1] = c.argv().doubleValue();
    if (box[0] < 0 || box[1] < 0) {
      c.error("ERR height or width cannot be negative");
      return false;
    }
    return true;
  }

  /** A distance with four digits behind the point, as a string. */
  static void distance(ReplyBuffer reply, double distance) {
    long scaled = (long) Math.rint(distance * 10_000);
    String digits = Long.toString(10_000 + scaled % 10_000);
    reply.bulk(scaled / 10_000 + "." + digits.substring(1));
  }

  /** A point as two numbers with all the digits there are. */
  static void point(ReplyBuffer reply, GeoHash cell) {
    reply.array(2);
    coordinate(reply, cell.longitude());
    coordinate(reply, cell.latitude());
  }

  private static void coordinate(ReplyBuffer reply, double degrees) {
    BigDecimal exact = new BigDecimal(degrees).setScale(COORDINATE_DIGITS, RoundingMode.HALF_EVEN);
    String text = exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    if (reply.isResp3()) {
      reply.raw("," + text + "\r\n");
    } else {
      reply.bulk(text);
    }
  }
}
