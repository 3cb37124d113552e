package io.jacinth.engine;

/** What this build calls itself, and which Redis it speaks like. */
public final class Release {
  public static final String REDIS_VERSION = "7.2.4";
  public static final String JACINTH_VERSION = "0.1.0";

  private Release() {}
}
