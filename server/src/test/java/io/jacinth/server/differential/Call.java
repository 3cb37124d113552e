package io.jacinth.server.differential;

/**
 * One call that is made on both servers.
 *
 * @param client which connection makes it
 * @param row what it was made from
 */
record Call(int client, Row row, byte[][] words) {
  /** A call as it stands in a file: {@code "SET k v"}, with the escapes of pools. */
  static Call of(String line) {
    String[] parts = line.split(" ");
    byte[][] words = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      words[i] = Words.unescape(parts[i]);
    }
    return new Call(0, Row.SETUP, words);
  }

  String show() {
    return (client == 0 ? "" : "[client " + client + "] ") + Words.show(words);
  }
}
