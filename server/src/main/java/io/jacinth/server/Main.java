package io.jacinth.server;

/** The entry point of the one artifact; the first argument is the sub-command. */
public final class Main {
  private Main() {}

  /** Runs the sub-command named by the first argument. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println("jacinth " + Main.class.getPackage().getImplementationVersion());
      return;
    }
    System.err.println("usage: jacinth server [/path/to/redis.conf] [options]");
    System.exit(1);
  }
}
