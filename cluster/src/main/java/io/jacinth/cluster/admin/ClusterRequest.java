package io.jacinth.cluster.admin;

import java.util.List;

/**
 * A word of CLUSTER or DEBUG whose answer needs or changes the core's own state. The engine parks
 * the client until {@link EngineEffect.Reply} with the same id comes back; the core never waits for
 * the engine.
 *
 * @param id chosen by the engine, unique per node and run
 * @param args the words after CLUSTER or DEBUG, the subcommand first, as sent (arity already
 *     checked by the command row; everything else is the core's to check)
 * @param facts what only the engine knows
 */
public record ClusterRequest(long id, List<byte[]> args, Facts facts) {
  /**
   * @param keyspaceEmpty no key in any database
   * @param keysInSlot keys in the slot the request names, 0 when it names none
   * @param tlsClient the client came over TLS (ports in the answer follow it)
   */
  public record Facts(boolean keyspaceEmpty, int keysInSlot, boolean tlsClient) {}
}
