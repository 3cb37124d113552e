package io.jacinth.node;

import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.CommandTable;
import io.jacinth.engine.config.ConfigLoader;
import io.jacinth.engine.replication.ReplicaOffer;
import io.jacinth.engine.replication.ReplicationHost;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.types.Families;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The names that commands have before there is a node, so that a wrong {@code rename-command} line
 * is told together with all that is wrong in the configuration.
 */
public final class CommandNames implements ConfigLoader.Commands {
  private @Nullable CommandTable table;

  @Override
  public @Nullable String rename(String from, String to) {
    CommandTable known = table;
    if (known == null) {
      List<CommandFamily> families = new ArrayList<>(Families.ALL);
      System.Logger log = System.getLogger(CommandNames.class.getName());
      families.addAll(
          EngineDriver.families(new ReplicationState(1, new Random(0), log), new NoNode()));
      known = new CommandTable(families);
      table = known;
    }
    return known.rename(from, to);
  }

  /** Nothing is ever asked of it: these commands do not run. */
  private record NoNode() implements ReplicationHost {
    private static IllegalStateException noNode() {
      return new IllegalStateException("there is no node yet");
    }

    @Override
    public ReplicaOffer offer(ClientSession session) {
      throw noNode();
    }

    @Override
    public void synchronize(ClientSession session, String replId, long nextByteOffset) {
      throw noNode();
    }

    @Override
    public void acknowledged(ClientSession session, long offset) {
      throw noNode();
    }

    @Override
    public void acknowledgeToPrimary() {
      throw noNode();
    }

    @Override
    public void follow(String host, int port) {
      throw noNode();
    }

    @Override
    public void standAlone() {
      throw noNode();
    }

    @Override
    public void requestAcknowledgements() {
      throw noNode();
    }
  }
}
