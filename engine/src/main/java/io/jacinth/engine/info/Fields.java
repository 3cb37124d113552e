package io.jacinth.engine.info;

/** Lines {@code name:value}. */
final class Fields {
  private final StringBuilder out;

  Fields(StringBuilder out) {
    this.out = out;
  }

  Fields put(String name, long value) {
    out.append(name).append(':').append(value).append("\r\n");
    return this;
  }

  Fields put(String name, String value) {
    out.append(name).append(':').append(value).append("\r\n");
    return this;
  }

  Fields put(String name, boolean value) {
    return put(name, value ? 1 : 0);
  }

  Fields decimal(String name, double value) {
    return put(name, Fixed.text(value, 2));
  }

  /** The value, and beside it the same in a unit people read. */
  Fields bytes(String name, long value) {
    return put(name, value).put(name + "_human", human(value));
  }

  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes / 1024.0;
    for (char unit : new char[] {'K', 'M', 'G', 'T'}) {
      if (value < 1024) {
        return Fixed.text(value, 2) + unit;
      }
      value /= 1024;
    }
    return Fixed.text(value, 2) + "P";
  }
}
