package io.jacinth.engine.types.lolwut;

/** A black and white canvas shown in braille: a character has two dots across and four down. */
final class Braille {
  private static final char BLANK = 0x2800;

  /** The bits of a character's dots, line by line. */
  private static final int[] DOTS = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};

  private final int width;
  private final int height;
  private final boolean[] set;

  Braille(int width, int height) {
    this.width = width;
    this.height = height;
    set = new boolean[width * height];
  }

  void dot(int x, int y) {
    if (x >= 0 && x < width && y >= 0 && y < height) {
      set[y * width + x] = true;
    }
  }

  /** As many dots as the longer side has. */
  void line(double fromX, double fromY, double toX, double toY) {
    int steps = (int) Math.ceil(Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY)));
    for (int i = 0; i <= steps; i++) {
      double part = steps == 0 ? 0 : (double) i / steps;
      dot(
          (int) Math.round(fromX + part * (toX - fromX)),
          (int) Math.round(fromY + part * (toY - fromY)));
    }
  }

  String show() {
    StringBuilder out = new StringBuilder();
    for (int y = 0; y < height; y += 4) {
      for (int x = 0; x < width; x += 2) {
        int bits = 0;
        for (int i = 0; i < DOTS.length; i++) {
          int dotX = x + i % 2;
          int dotY = y + i / 2;
          if (dotX < width && dotY < height && set[dotY * width + dotX]) {
            bits |= DOTS[i];
          }
        }
        out.append((char) (BLANK + bits));
      }
      out.append('\n');
    }
    return out.toString();
  }
}
