package io.jacinth.engine.types.geo;

/** What a search looks in, around a centre; sizes are in metres. */
sealed interface Shape {
  /** Instead of a distance: the point is outside. */
  double OUTSIDE = -1;

  double longitude();

  double latitude();

  /** From the centre to the furthest point. */
  double reach();

  /** Half the extent from west to east. */
  double halfWidth();

  /** Half the extent from south to north. */
  double halfHeight();

  /** The distance of a point from the centre, or {@link #OUTSIDE}. */
  double distanceTo(double pointLongitude, double pointLatitude);

  record Circle(double longitude, double latitude, double radius) implements Shape {
    @Override
    public double reach() {
      return radius;
    }

    @Override
    public double halfWidth() {
      return radius;
    }

    @Override
    public double halfHeight() {
      return radius;
    }

    @Override
    public double distanceTo(double pointLongitude, double pointLatitude) {
      // Many candidates are outside by their latitude alone, which takes no trigonometry. The
      // margin is far beyond any rounding.
      if (Distance.alongMeridian(pointLatitude, latitude) > radius * 1.000001 + 0.001) {
        return OUTSIDE;
      }
      double distance = Distance.between(longitude, latitude, pointLongitude, pointLatitude);
      return distance > radius ? OUTSIDE : distance;
    }
  }

  /** Its sides are parallels and meridians; its width is measured at the point's latitude. */
  record Box(double longitude, double latitude, double width, double height) implements Shape {
    @Override
    public double reach() {
      return Math.sqrt(width / 2 * (width / 2) + height / 2 * (height / 2));
    }

    @Override
    public double halfWidth() {
      return width / 2;
    }

    @Override
    public double halfHeight() {
      return height / 2;
    }

    @Override
    public double distanceTo(double pointLongitude, double pointLatitude) {
      if (Distance.alongMeridian(pointLatitude, latitude) > height / 2
          || Distance.between(pointLongitude, pointLatitude, longitude, pointLatitude)
              > width / 2) {
        return OUTSIDE;
      }
      return Distance.between(longitude, latitude, pointLongitude, pointLatitude);
    }
  }
}
