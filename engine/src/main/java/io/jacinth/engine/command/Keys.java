package io.jacinth.engine.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the keys of a command are and what happens to them.
 *
 * @param flags bits of this class
 * @param begin index of the first key; 0 when the command has none
 * @param last index of the last key counted from {@code begin}; below 0 counted from the end, -1
 *     being the last word
 * @param step distance between keys
 * @param notes for COMMAND INFO, or empty
 */
public record Keys(int flags, int begin, int last, int step, String notes) {
  public static final int RO = 1;
  public static final int RW = 1 << 1;
  public static final int OW = 1 << 2;
  public static final int RM = 1 << 3;
  public static final int ACCESS = 1 << 4;
  public static final int UPDATE = 1 << 5;
  public static final int INSERT = 1 << 6;
  public static final int DELETE = 1 << 7;
  public static final int VARIABLE_FLAGS = 1 << 8;

  private static final String[] NAMES = {
    "RO", "RW", "OW", "RM", "access", "update", "insert", "delete", "variable_flags"
  };

  private static final Keys NONE = new Keys(0, 0, 0, 0, "");

  public static Keys none() {
    return NONE;
  }

  /** One key. */
  public static Keys at(int index, int flags) {
    return new Keys(flags, index, 0, 1, "");
  }

  /** Keys from {@code first} to the last word, {@code step} apart. */
  public static Keys toEnd(int first, int step, int flags) {
    return new Keys(flags, first, -1, step, "");
  }

  public Keys note(String text) {
    return new Keys(flags, begin, last, step, text);
  }

  public boolean isNone() {
    return begin == 0;
  }

  /** Index of the last key of a command of {@code count} words. */
  public int lastIndex(int count) {
    return last >= 0 ? begin + last : count + last;
  }

  /** The last key as old clients are told: an index, or negative from the end. */
  public int legacyLast() {
    return last >= 0 ? begin + last : last;
  }

  public List<String> flagNames() {
    return flagNames(flags);
  }

  public static List<String> flagNames(int flags) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      if ((flags & 1 << i) != 0) {
        names.add(NAMES[i]);
      }
    }
    return names;
  }
}
