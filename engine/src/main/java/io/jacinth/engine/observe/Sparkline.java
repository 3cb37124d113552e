package io.jacinth.engine.observe;

import java.util.ArrayList;
import java.util.List;

/** LATENCY GRAPH's picture: a column per value, its age below it from top to bottom. */
final class Sparkline {
  private static final String FILLED = "_o#";
  private static final int ROWS = 4;

  private record Column(long value, String label) {}

  private final List<Column> columns = new ArrayList<>();
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  void add(long value, String label) {
    columns.add(new Column(value, label));
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  long min() {
    return min;
  }

  long max() {
    return max;
  }

  /** Lines of at most {@code width} columns; a picture below the other when there are more. */
  void render(StringBuilder out, int width) {
    for (int from = 0; from < columns.size(); from += width) {
      if (from > 0) {
        out.append('\n');
      }
      render(out, columns.subList(from, Math.min(columns.size(), from + width)));
    }
  }

  private void render(StringBuilder out, List<Column> part) {
    for (int row = 0; row < ROWS; row++) {
      for (Column column : part) {
        out.append(bar(step(column.value()), row));
      }
      out.append('\n');
    }
    int labelRows = 0;
    for (Column column : part) {
      labelRows = Math.max(labelRows, column.label().length());
    }
    // An empty line keeps the labels apart from the picture.
    for (int row = -1; row < labelRows; row++) {
      for (Column column : part) {
        boolean has = row >= 0 && row < column.label().length();
        out.append(has ? column.label().charAt(row) : ' ');
      }
      out.append('\n');
    }
  }

  private int step(long value) {
    int steps = FILLED.length() * ROWS;
    double range = max == min ? 1 : max - min;
    return Math.min(steps - 1, (int) ((double) ((value - min) * steps) / range));
  }

  private static char bar(int step, int row) {
    int part = step - (ROWS - row - 1) * FILLED.length();
    if (part < 0) {
      return ' ';
    }
    return part < FILLED.length() ? FILLED.charAt(part) : '|';
  }
}
