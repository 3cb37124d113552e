package io.jacinth.engine;

/** Bits of SHUTDOWN's words. */
public final class ShutdownFlags {
  public static final int NOSAVE = 1;
  public static final int SAVE = 2;
  public static final int NOW = 4;
  public static final int FORCE = 8;

  /** The words of {@code shutdown-on-sigterm} and {@code shutdown-on-sigint} as bits. */
  public static int of(String words) {
    int flags = 0;
    for (String word : words.split(" ")) {
      flags |=
          switch (word) {
            case "nosave" -> NOSAVE;
            case "save" -> SAVE;
            case "now" -> NOW;
            case "force" -> FORCE;
            default -> 0;
          };
    }
    return flags;
  }

  private ShutdownFlags() {}
}
