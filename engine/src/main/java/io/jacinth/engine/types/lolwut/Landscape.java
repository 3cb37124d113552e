package io.jacinth.engine.types.lolwut;

import java.util.random.RandomGenerator;

/** A moon over three ranges of hills, drawn with the background colours of a terminal. */
final class Landscape {
  private static final String SKY = "\033[0;40m";
  private static final String STAR = "\033[0;97;40m";
  private static final String MOON = "\033[0;103m";
  private static final String[] HILLS = {"\033[0;100m", "\033[0;42m", "\033[0;102m"};
  private static final String END = "\033[0m";
  private static final int STAR_EVERY = 40;

  private final int columns;
  private final int rows;

  Landscape(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  String draw(RandomGenerator random) {
    String[][] colours = new String[rows][columns];
    boolean[][] stars = new boolean[rows][columns];
    double moonX = columns * (0.2 + 0.6 * random.nextDouble());
    double moonY = rows * 0.25;
    double radius = Math.max(1, rows * 0.15);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        // A character is about twice as high as wide.
        boolean inMoon = Math.hypot((x - moonX) / 2, y - moonY) <= radius;
        colours[y][x] = inMoon ? MOON : SKY;
        stars[y][x] = !inMoon && random.nextInt(STAR_EVERY) == 0;
      }
    }
    for (int range = 0; range < HILLS.length; range++) {
      double[] heights = heights(random, rows * (0.55 - 0.17 * range), rows * 0.25);
      for (int x = 0; x < columns; x++) {
        for (int y = Math.max(0, (int) (rows - heights[x])); y < rows; y++) {
          colours[y][x] = HILLS[range];
          stars[y][x] = false;
        }
      }
    }
    return show(colours, stars);
  }

  /** Three waves of different lengths, one on top of the other. */
  private double[] heights(RandomGenerator random, double middle, double swing) {
    double[] heights = new double[columns];
    for (int wave = 1; wave <= 3; wave++) {
      double phase = random.nextDouble() * 2 * Math.PI;
      double cycles = wave * (1 + random.nextDouble());
      for (int x = 0; x < columns; x++) {
        heights[x] += swing / (2 * wave) * Math.sin(phase + 2 * Math.PI * cycles * x / columns);
      }
    }
    for (int x = 0; x < columns; x++) {
      heights[x] += middle;
    }
    return heights;
  }

  private static String show(String[][] colours, boolean[][] stars) {
    StringBuilder out = new StringBuilder();
    for (int y = 0; y < colours.length; y++) {
      String last = "";
      for (int x = 0; x < colours[y].length; x++) {
        String colour = stars[y][x] ? STAR : colours[y][x];
        if (!colour.equals(last)) {
          out.append(colour);
          last = colour;
        }
        out.append(stars[y][x] ? '.' : ' ');
      }
      out.append(END).append('\n');
    }
    return out.toString();
  }
}
