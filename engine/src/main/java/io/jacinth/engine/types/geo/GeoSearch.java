package io.jacinth.engine.types.geo;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Argv;
import org.jspecify.annotations.Nullable;

/**
 * The words of a search: where, what is wanted of each result, in which order and how many, and
 * where the result goes. All six commands that search are told apart by {@link Form} only.
 */
final class GeoSearch {
  /** What a command's words look like. */
  enum Form {
    /** GEORADIUS and GEORADIUS_RO: the centre is the third and fourth word. */
    RADIUS(6),
    /** GEORADIUSBYMEMBER and its _RO: the centre is a member. */
    RADIUS_BY_MEMBER(5),
    GEOSEARCH(2),
    GEOSEARCHSTORE(3);

    private final int fixedWords;

    Form(int fixedWords) {
      this.fixedWords = fixedWords;
    }

    boolean isSearch() {
      return this == GEOSEARCH || this == GEOSEARCHSTORE;
    }
  }

  enum Order {
    NONE,
    NEAREST_FIRST,
    FURTHEST_FIRST
  }

  private static final int NO_WORD = -1;

  private final Call c;
  private final Form form;
  private final boolean mayStore;
  private final @Nullable GeoSet source;
  private final double[] centre = new double[2];
  private final double[] size = new double[2];
  private double unitMetres = 1;
  private boolean box;
  private boolean circle;
  private boolean fromMember;
  private boolean fromPoint;
  private boolean withDistance;
  private boolean withHash;
  private boolean withPoint;
  private Order order = Order.NONE;
  private long count;
  private boolean any;
  private int storeWord = NO_WORD;
  private boolean storesDistance;

  /**
   * @param source the sorted set, null if there is no such key
   */
  private GeoSearch(Call c, Form form, boolean mayStore, @Nullable GeoSet source) {
    this.c = c;
    this.form = form;
    this.mayStore = mayStore;
    this.source = source;
  }

  /** The search, or null when the error has been written. */
  static @Nullable GeoSearch parse(Call c, Form form, boolean mayStore, @Nullable GeoSet source) {
    GeoSearch search = new GeoSearch(c, form, mayStore, source);
    return search.fixedWords() && search.options() && search.isComplete() ? search : null;
  }

  private boolean fixedWords() {
    switch (form) {
      case RADIUS -> {
        circle = true;
        return GeoWords.readPoint(c, 2, centre) && readRadius(4);
      }
      case RADIUS_BY_MEMBER -> {
        circle = true;
        // Without the key the words are only looked through.
        return source == null || readMember(2) && readRadius(3);
      }
      case GEOSEARCHSTORE -> storeWord = 1;
      case GEOSEARCH -> {
        // Everything is an option.
      }
    }
    return true;
  }

  private boolean readRadius(int i) {
    size[0] = GeoWords.readRadius(c, i);
    return size[0] != GeoWords.REFUSED && readUnit(i + 1);
  }

  private boolean readUnit(int i) {
    unitMetres = GeoWords.readUnit(c, i);
    return unitMetres != GeoWords.REFUSED;
  }

  private boolean readMember(int i) {
    Argv argv = c.argv();
    if (source == null) {
      return true;
    }
    if (!source.find(argv.array(), argv.offset(i), argv.length(i))) {
      c.error("ERR could not decode requested zset member");
      return false;
    }
    GeoHash cell = source.cell();
    centre[0] = cell.longitude();
    centre[1] = cell.latitude();
    return true;
  }

  private boolean options() {
    for (int i = form.fixedWords; i < c.count(); ) {
      int words = flag(i) ? 1 : argument(i, c.count() - i - 1);
      if (words == 0) {
        return false;
      }
      i += words;
    }
    return true;
  }

  private boolean flag(int i) {
    Argv argv = c.argv();
    if (argv.is(i, "withdist")) {
      withDistance = true;
    } else if (argv.is(i, "withhash")) {
      withHash = true;
    } else if (argv.is(i, "withcoord")) {
      withPoint = true;
    } else if (argv.is(i, "any")) {
      any = true;
    } else if (argv.is(i, "asc")) {
      order = Order.NEAREST_FIRST;
    } else if (argv.is(i, "desc")) {
      order = Order.FURTHEST_FIRST;
    } else if (form == Form.GEOSEARCHSTORE && argv.is(i, "storedist")) {
      storesDistance = true;
    } else {
      return false;
    }
    return true;
  }

  /** An option with words of its own: how many in all, 0 after an error reply. */
  private int argument(int i, int rest) {
    Argv argv = c.argv();
    if (argv.is(i, "count") && rest >= 1) {
      return readCount(i + 1) ? 2 : 0;
    }
    if (mayStore && !form.isSearch() && rest >= 1) {
      boolean distance = argv.is(i, "storedist");
      if (distance || argv.is(i, "store")) {
        storeWord = i + 1;
        storesDistance = distance;
        return 2;
      }
    }
    if (form.isSearch()) {
      if (argv.is(i, "frommember") && rest >= 1 && !fromPoint) {
        fromMember = true;
        return readMember(i + 1) ? 2 : 0;
      }
      if (argv.is(i, "fromlonlat") && rest >= 2 && !fromMember) {
        fromPoint = true;
        return GeoWords.readPoint(c, i + 1, centre) ? 3 : 0;
      }
      if (argv.is(i, "byradius") && rest >= 2 && !box) {
        circle = true;
        return readRadius(i + 1) ? 3 : 0;
      }
      if (argv.is(i, "bybox") && rest >= 3 && !circle) {
        box = true;
        return GeoWords.readBox(c, i + 1, size) && readUnit(i + 3) ? 4 : 0;
      }
    }
    c.syntaxError();
    return 0;
  }

  private boolean readCount(int i) {
    if (!c.argv().readLong(i)) {
      c.notAnInteger();
      return false;
    }
    count = c.argv().longValue();
    if (count <= 0) {
      c.error("ERR COUNT must be > 0");
      return false;
    }
    return true;
  }

  private boolean isComplete() {
    if (stores() && (withDistance || withHash || withPoint)) {
      String what = form == Form.GEOSEARCHSTORE ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
      c.error("ERR " + what + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
      return false;
    }
    if (form.isSearch() && !fromMember && !fromPoint) {
      c.error("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for " + c.quoted(0));
      return false;
    }
    if (form.isSearch() && !circle && !box) {
      c.error("ERR exactly one of BYRADIUS and BYBOX can be specified for " + c.quoted(0));
      return false;
    }
    if (any && count == 0) {
      c.error("ERR the ANY argument requires COUNT argument");
      return false;
    }
    return true;
  }

  Shape shape() {
    double first = size[0] * unitMetres;
    return box
        ? new Shape.Box(centre[0], centre[1], first, size[1] * unitMetres)
        : new Shape.Circle(centre[0], centre[1], first);
  }

  double unitMetres() {
    return unitMetres;
  }

  boolean withDistance() {
    return withDistance;
  }

  boolean withHash() {
    return withHash;
  }

  boolean withPoint() {
    return withPoint;
  }

  /** A number of results without an order means the nearest, unless any will do. */
  Order order() {
    return order == Order.NONE && count > 0 && !any ? Order.NEAREST_FIRST : order;
  }

  /** How many results are wanted at most. */
  long count() {
    return count == 0 ? Long.MAX_VALUE : count;
  }

  /** How many results need to be found: all of them if the nearest are wanted. */
  long enough() {
    return any ? count : Long.MAX_VALUE;
  }

  boolean stores() {
    return storeWord != NO_WORD;
  }

  int storeWord() {
    return storeWord;
  }

  /** Distances become scores where the result is stored. */
  boolean storesDistance() {
    return storesDistance;
  }
}
