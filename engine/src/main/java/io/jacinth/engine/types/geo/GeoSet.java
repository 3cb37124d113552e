package io.jacinth.engine.types.geo;

import io.jacinth.store.ZsetView;
import java.util.List;

/** A sorted set as a set of points. */
final class GeoSet {
  private final ZsetView zset;

  GeoSet(ZsetView zset) {
    this.zset = zset;
  }

  /** Goes to a member; false if it is not there. */
  boolean find(byte[] member, int offset, int length) {
    return zset.find(member, offset, length);
  }

  /** The cell of the member it stands on. */
  GeoHash cell() {
    return GeoHash.ofScore(zset.score());
  }

  /** Adds the members within a shape, cell by cell, until there are enough. */
  void search(Shape shape, GeoResults results, long enough) {
    List<GeoHash> cells = SearchCells.of(shape);
    for (int i = 0; i < cells.size() && results.count() < enough; i++) {
      search(cells.get(i), shape, results, enough);
    }
  }

  private void search(GeoHash cell, Shape shape, GeoResults results, long enough) {
    boolean there = zset.goToRank(zset.countBelow((double) cell.scoreFrom(), false));
    double end = cell.scoreTo();
    while (there && results.count() < enough) {
      double score = zset.scoreInOrder();
      if (score >= end) {
        return;
      }
      double distance = shape.distanceTo(GeoHash.longitudeOf(score), GeoHash.latitudeOf(score));
      if (distance != Shape.OUTSIDE) {
        results.add(zset.member(), score, distance);
      }
      there = zset.next();
    }
  }
}
