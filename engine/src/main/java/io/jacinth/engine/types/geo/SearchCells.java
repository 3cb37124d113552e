package io.jacinth.engine.types.geo;

import java.util.ArrayList;
import java.util.List;

/**
 * The cells of the grid that together cover a shape: the one its centre is in and those around it.
 *
 * <p>The grid is chosen so fine that the shape is not larger than a cell, and one step coarser
 * where the neighbours would not reach far enough. Neighbours that the shape's bounding box does
 * not touch are left out. Order and choice are Redis's: results that are not sorted come in this
 * order.
 */
final class SearchCells {
  /** Half the length of the equator on the Mercator map. */
  private static final double MERCATOR_MAX_METRES = 20037726.37;

  /** East and north of the cells, in the order they are searched. */
  private static final int[][] ORDER = {
    {0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}
  };

  private SearchCells() {}

  static List<GeoHash> of(Shape shape) {
    double latitude = shape.latitude();
    double longitude = shape.longitude();
    double radius = Distance.EARTH_RADIUS_METRES;
    double latitudes = Distance.degrees(shape.halfHeight() / radius);
    // A parallel is shortest on the side of the nearer pole: there the box is widest in degrees.
    double widest = latitude < 0 ? latitude - latitudes : latitude + latitudes;
    double longitudes =
        Distance.degrees(shape.halfWidth() / radius / Math.cos(Distance.radians(widest)));
    double west = longitude - longitudes;
    double east = longitude + longitudes;
    double south = latitude - latitudes;
    double north = latitude + latitudes;

    int step = estimateStep(shape.reach(), latitude);
    GeoHash centre = GeoHash.of(longitude, latitude, step);
    boolean tooFine =
        centre.neighbour(0, 1).north() < north
            || centre.neighbour(0, -1).south() > south
            || centre.neighbour(1, 0).east() < east
            || centre.neighbour(-1, 0).west() > west;
    if (step > 1 && tooFine) {
      step--;
      centre = GeoHash.of(longitude, latitude, step);
    }
    List<GeoHash> cells = new ArrayList<>();
    for (int[] offset : ORDER) {
      boolean useless =
          step >= 2
              && (offset[1] < 0 && centre.south() < south
                  || offset[1] > 0 && centre.north() > north
                  || offset[0] < 0 && centre.west() < west
                  || offset[0] > 0 && centre.east() > east);
      GeoHash cell = centre.neighbour(offset[0], offset[1]);
      // On the coarsest grids neighbours coincide; only one that follows its like is left out.
      boolean again = cells.size() > 1 && cells.getLast().equals(cell);
      if (!useless && !again) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private static int estimateStep(double reachMetres, double latitude) {
    if (reachMetres == 0) {
      return GeoHash.STEP_MAX;
    }
    int step = 1;
    for (double reach = reachMetres; reach < MERCATOR_MAX_METRES; reach *= 2) {
      step++;
    }
    // So that the shape lies within the nine cells in most cases.
    step -= 2;
    double fromEquator = Math.abs(latitude);
    if (fromEquator > 66) {
      step--;
    }
    if (fromEquator > 80) {
      step--;
    }
    return Math.clamp(step, 1, GeoHash.STEP_MAX);
  }
}
