package io.jacinth.engine.types.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Cells, distances and the cover of shapes. Scores and texts of places were asked of Redis. */
class GeometryTest {
  private static GeoHash at(double longitude, double latitude) {
    return GeoHash.of(longitude, latitude, GeoHash.STEP_MAX);
  }

  @Test
  void placesHaveTheScoresAndTextsThatRedisGivesThem() {
    GeoHash palermo = at(13.361389, 38.115556);
    GeoHash catania = at(15.087269, 37.502669);
    assertThat(palermo.scoreFrom()).isEqualTo(3479099956230698L);
    assertThat(palermo.text()).isEqualTo("sqc8b49rny0");
    assertThat(catania.scoreFrom()).isEqualTo(3479447370796909L);
    assertThat(catania.text()).isEqualTo("sqdtr74hyu0");
    assertThat(palermo.longitude()).isEqualTo(13.361389338970184);
    assertThat(palermo.latitude()).isEqualTo(38.1155563954963);
    assertThat(
            Distance.between(
                palermo.longitude(), palermo.latitude(), catania.longitude(), catania.latitude()))
        .isCloseTo(166274.1516, within(0.00005));
  }

  @Test
  void aCellHoldsThePointItWasMadeOf() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      double longitude = random.nextDouble(-180, 180);
      double latitude = random.nextDouble(-GeoHash.LATITUDE_MAX, GeoHash.LATITUDE_MAX);
      GeoHash cell = GeoHash.of(longitude, latitude, 1 + random.nextInt(GeoHash.STEP_MAX));
      assertThat(cell.west()).isLessThanOrEqualTo(longitude);
      assertThat(cell.east()).isGreaterThanOrEqualTo(longitude);
      assertThat(cell.south()).isLessThanOrEqualTo(latitude);
      assertThat(cell.north()).isGreaterThanOrEqualTo(latitude);
      long score = at(longitude, latitude).scoreFrom();
      assertThat(score).isBetween(cell.scoreFrom(), cell.scoreTo() - 1);
      assertThat(GeoHash.ofScore((double) score)).isEqualTo(at(longitude, latitude));
    }
  }

  @Test
  void neighboursTouchAndTheWorldIsRoundFromEastToWest() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 5_000; i++) {
      double longitude = random.nextDouble(-180, 180);
      double latitude = random.nextDouble(-GeoHash.LATITUDE_MAX, GeoHash.LATITUDE_MAX);
      GeoHash cell = GeoHash.of(longitude, latitude, 2 + random.nextInt(GeoHash.STEP_MAX - 1));
      GeoHash east = cell.neighbour(1, 0);
      GeoHash north = cell.neighbour(0, 1);
      assertThat(east.neighbour(-1, 0)).isEqualTo(cell);
      assertThat(north.neighbour(0, -1)).isEqualTo(cell);
      assertThat(cell.neighbour(1, 1)).isEqualTo(east.neighbour(0, 1));
      assertThat(cell.neighbour(-1, -1).neighbour(1, 1)).isEqualTo(cell);
      assertThat(east.south()).isEqualTo(cell.south());
      assertThat(east.west()).isEqualTo(cell.east() == 180 ? -180 : cell.east());
      assertThat(north.west()).isEqualTo(cell.west());
    }
  }

  @Test
  void theCellsOfAShapeCoverIt() {
    SplittableRandom random = new SplittableRandom(3);
    int inside = 0;
    for (int i = 0; i < 3_000; i++) {
      double longitude = random.nextDouble(-150, 150);
      double latitude = random.nextDouble(-60, 60);
      double size = Math.pow(10, random.nextDouble(1, 6));
      Shape shape =
          random.nextBoolean()
              ? new Shape.Circle(longitude, latitude, size)
              : new Shape.Box(longitude, latitude, size, size * random.nextDouble(0.2, 1));
      List<GeoHash> cells = SearchCells.of(shape);
      double degrees = Distance.degrees(size / Distance.EARTH_RADIUS_METRES);
      for (int k = 0; k < 30; k++) {
        double x = longitude + random.nextDouble(-2 * degrees, 2 * degrees);
        double y = latitude + random.nextDouble(-degrees, degrees);
        if (!GeoHash.isInRange(x, y)) {
          continue;
        }
        GeoHash point = at(x, y);
        if (shape.distanceTo(point.longitude(), point.latitude()) == Shape.OUTSIDE) {
          continue;
        }
        inside++;
        long score = point.scoreFrom();
        assertThat(cells)
            .as("%s has %s %s", shape, x, y)
            .anyMatch(cell -> score >= cell.scoreFrom() && score < cell.scoreTo());
      }
    }
    assertThat(inside).isGreaterThan(10_000);
  }

  @Test
  void distancesObeyTheSphere() {
    assertThat(Distance.between(0, 0, 180, 0))
        .isCloseTo(Math.PI * Distance.EARTH_RADIUS_METRES, within(1e-3));
    assertThat(Distance.between(10, -20, 10, 70)).isEqualTo(Distance.alongMeridian(-20, 70));
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 1000; i++) {
      double x1 = random.nextDouble(-180, 180);
      double x2 = random.nextDouble(-180, 180);
      double y1 = random.nextDouble(-85, 85);
      double y2 = random.nextDouble(-85, 85);
      assertThat(Distance.between(x1, y1, x2, y2)).isEqualTo(Distance.between(x2, y2, x1, y1));
      assertThat(Distance.between(x1, y1, x2, y2))
          .isGreaterThanOrEqualTo(Distance.alongMeridian(y1, y2) - 1e-6);
    }
  }

  @Test
  void aBoxIsMeasuredAtThePointsLatitude() {
    Shape box = new Shape.Box(0, 0, 200_000, 400_000);
    assertThat(box.distanceTo(0, 1.7)).isGreaterThan(0);
    assertThat(box.distanceTo(0, 1.9)).isEqualTo(Shape.OUTSIDE);
    assertThat(box.distanceTo(0.8, 0)).isGreaterThan(0);
    assertThat(box.distanceTo(1, 0)).isEqualTo(Shape.OUTSIDE);
    Shape north = new Shape.Box(0, 60, 200_000, 400_000);
    assertThat(north.distanceTo(1.7, 60)).isGreaterThan(0);
  }
}
