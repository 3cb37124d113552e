package io.jacinth.server.net;

/**
 * Settings of Netty that must be made before its first class is initialised. Whoever names them on
 * the command line has his way.
 */
final class NettyDefaults {
  private NettyDefaults() {}

  static void apply() {
    // Describing Netty's events to the flight recorder takes a fifth of a second of every start.
    setUnlessGiven("io.netty.jfr.enabled", "false");
    // Leaks are looked for by walking the stack for every 128th buffer: two percent of a command.
    setUnlessGiven("io.netty.leakDetection.level", "disabled");
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
