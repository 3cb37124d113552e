package io.jacinth.engine.types.geo;

/** Distances on a sphere, in metres, by the haversine formula. */
final class Distance {
  static final double EARTH_RADIUS_METRES = 6372797.560856;
  private static final double RADIANS_PER_DEGREE = Math.PI / 180.0;

  private Distance() {}

  static double radians(double degrees) {
    return degrees * RADIANS_PER_DEGREE;
  }

  static double degrees(double radians) {
    return radians / RADIANS_PER_DEGREE;
  }

  static double between(double longitude1, double latitude1, double longitude2, double latitude2) {
    double v = Math.sin((radians(longitude2) - radians(longitude1)) / 2);
    if (v == 0.0) {
      return alongMeridian(latitude1, latitude2);
    }
    double lat1 = radians(latitude1);
    double lat2 = radians(latitude2);
    double u = Math.sin((lat2 - lat1) / 2);
    double a = u * u + Math.cos(lat1) * Math.cos(lat2) * v * v;
    return 2.0 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(a));
  }

  static double alongMeridian(double latitude1, double latitude2) {
    return EARTH_RADIUS_METRES * Math.abs(radians(latitude2) - radians(latitude1));
  }
}
