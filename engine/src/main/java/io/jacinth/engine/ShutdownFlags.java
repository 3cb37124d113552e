package io.jacinth.engine;

/** Bits of SHUTDOWN's words. */
public final class ShutdownFlags {
  public static final int NOSAVE = 1;
  public static final int SAVE = 2;
  public static final int NOW = 4;
  public static final int FORCE = 8;

  private ShutdownFlags() {}
}
