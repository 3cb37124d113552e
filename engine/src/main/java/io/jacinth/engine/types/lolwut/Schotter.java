package io.jacinth.engine.types.lolwut;

import java.util.random.RandomGenerator;

/**
 * Squares in rows that lose their order on the way down, after the plotter drawing of Georg Nees:
 * row by row they turn and stray further from their places.
 */
final class Schotter {
  private final int columns;
  private final int perRow;
  private final int rows;

  /**
   * @param columns width of the picture in characters
   * @param perRow squares side by side
   * @param rows squares on top of each other
   */
  Schotter(int columns, int perRow, int rows) {
    this.columns = columns;
    this.perRow = perRow;
    this.rows = rows;
  }

  String draw(RandomGenerator random) {
    int width = columns * 2;
    int margin = width > 4 ? 2 : 0;
    double side = (double) (width - 2 * margin) / perRow;
    int height = (int) Math.ceil(side * rows) + 2 * margin;
    Braille canvas = new Braille(width, height);
    for (int row = 0; row < rows; row++) {
      double disorder = row < 2 ? 0 : (double) row / rows;
      for (int i = 0; i < perRow; i++) {
        double x = margin + (i + 0.5) * side + swing(random, disorder * side / 3);
        double y = margin + (row + 0.5) * side + swing(random, disorder * side / 3);
        square(canvas, x, y, side - 1, swing(random, disorder * Math.PI / 4));
      }
    }
    return canvas.show();
  }

  private static double swing(RandomGenerator random, double most) {
    return (random.nextDouble() * 2 - 1) * most;
  }

  private static void square(Braille canvas, double x, double y, double side, double angle) {
    double reach = Math.max(side, 1) / Math.sqrt(2);
    for (int corner = 0; corner < 4; corner++) {
      double from = angle + Math.PI / 4 + corner * Math.PI / 2;
      double to = from + Math.PI / 2;
      canvas.line(
          x + reach * Math.cos(from),
          y + reach * Math.sin(from),
          x + reach * Math.cos(to),
          y + reach * Math.sin(to));
    }
  }
}
