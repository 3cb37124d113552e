package io.jacinth.engine.gate;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.command.KeyPositions;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does this node serve the slot of the command's keys?
 *
 * <p>The usual answer is one array read: the owner of the first key's slot is this node, nothing is
 * being moved and the cluster is up. Everything else is the order Redis looks in: an unowned slot,
 * a second slot among the keys, a cluster that is down, a slot on the move, a replica's reads, and
 * last the redirection.
 */
final class ClusterGate implements Gate {
  private final Engine engine;
  private final KeyPositions positions = new KeyPositions();

  ClusterGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return engine.isCluster() && (!row.keys().isNone() || row.name().equals("exec"));
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (c.isObeyed()) {
      return null;
    }
    if (c.row().name().equals("exec")) {
      return checkTransaction(c);
    }
    return route(c, c.row(), c.argv(), -1, EffectiveFlags.writes(c));
  }

  /** EXEC goes where the keys of all its commands are. */
  private @Nullable Outcome checkTransaction(Call c) {
    List<Argv> queued = c.session().queued();
    if (queued == null) {
      return null;
    }
    int slot = -1;
    boolean writes = EffectiveFlags.writes(c);
    for (Argv words : queued) {
      CommandRow row = engine.commands().rowOf(words);
      if (row == null || row.keys().isNone()) {
        continue;
      }
      Outcome refused = route(c, row, words, slot, writes);
      if (refused != null) {
        return refused;
      }
      slot = c.slot();
    }
    return null;
  }

  private @Nullable Outcome route(
      Call c, CommandRow row, Argv argv, int slotSoFar, boolean writes) {
    if (!row.keys().findForRouting(argv, positions) || positions.count() == 0) {
      return null;
    }
    int first = positions.word(0);
    ClusterView view = engine.view();
    int slot = SlotHash.slotOf(argv.array(), argv.offset(first), argv.length(first));
    int owner = view == null ? ClusterView.NO_OWNER : view.ownerIndex(slot);
    if (view == null || owner == ClusterView.NO_OWNER) {
      return refuse(c, "CLUSTERDOWN Hash slot not served");
    }
    int keyCount = positions.count();
    if (slotSoFar >= 0 && slot != slotSoFar) {
      return crossSlot(c);
    }
    for (int k = 1; k < keyCount; k++) {
      int i = positions.word(k);
      if (SlotHash.slotOf(argv.array(), argv.offset(i), argv.length(i)) != slot) {
        return crossSlot(c);
      }
    }
    c.slot(slot);
    boolean shardChannel = row.keys().isShardChannel();
    if (!view.isOk() && shardChannel) {
      if (!engine.config().isOn(ClusterOptions.CLUSTER_ALLOW_PUBSUBSHARD_WHEN_DOWN)) {
        return refuse(c, "CLUSTERDOWN The cluster is down");
      }
    } else if (!view.isOk()) {
      if (!engine.config().isOn(ClusterOptions.CLUSTER_ALLOW_READS_WHEN_DOWN)) {
        return refuse(c, "CLUSTERDOWN The cluster is down");
      }
      if (writes) {
        return refuse(c, "CLUSTERDOWN The cluster is down and only accepts read commands");
      }
    }
    if (owner == view.myIndex() && (shardChannel || view.migratingTo(slot) == null)) {
      return null;
    }
    if (shardChannel) {
      return routeChannel(c, view, slot);
    }
    return routeElsewhere(c, row, argv, view, slot, writes);
  }

  /** Channels do not move key by key, and replicas serve them without READONLY. */
  private @Nullable Outcome routeChannel(Call c, ClusterView view, int slot) {
    NodeView me = view.myself();
    NodeView owner = view.owner(slot);
    if (owner == null) {
      return refuse(c, "CLUSTERDOWN Hash slot not served");
    }
    return !me.primary() && owner.id().equals(me.primaryId())
        ? null
        : redirect(c, "MOVED ", slot, owner);
  }

  private @Nullable Outcome routeElsewhere(
      Call c, CommandRow row, Argv argv, ClusterView view, int slot, boolean writes) {
    ClientSession session = c.session();
    boolean mine = view.ownerIndex(slot) == view.myIndex();
    NodeView target = mine ? view.migratingTo(slot) : null;
    if (target != null && !row.name().equals("migrate")) {
      int missing = missingKeys(c, argv);
      if (missing > 0) {
        return missing < positions.count() ? unstable(c) : redirect(c, "ASK ", slot, target);
      }
    }
    if (mine) {
      return null;
    }
    boolean importing = view.importingFrom(slot) != null;
    if (importing && (session.is(SessionFlags.ASKING) || row.is(Flags.ASKING))) {
      return positions.count() > 1 && missingKeys(c, argv) > 0 ? unstable(c) : null;
    }
    NodeView owner = view.owner(slot);
    if (owner == null) {
      return refuse(c, "CLUSTERDOWN Hash slot not served");
    }
    NodeView me = view.myself();
    if (session.is(SessionFlags.READONLY)
        && !me.primary()
        && !writes
        && owner.id().equals(me.primaryId())) {
      return null;
    }
    return redirect(c, "MOVED ", slot, owner);
  }

  /** How many of the keys at {@link #positions} are not here. */
  private int missingKeys(Call c, Argv argv) {
    int missing = 0;
    for (int k = 0; k < positions.count(); k++) {
      int i = positions.word(k);
      byte[] key = argv.bytes(i);
      if (!c.keys().isStored(0, key, 0, key.length) || c.keys().storedKeys().isExpired(0, key)) {
        missing++;
      }
    }
    return missing;
  }

  /** EXEC is told of a redirection as it is, not as the reason of a failure. */
  private static Outcome refuse(Call c, String text) {
    if (!c.row().name().equals("exec")) {
      return Gates.refuse(c, text);
    }
    c.command().rejected();
    c.engine().discardTransaction(c.session());
    return c.error(text);
  }

  private static Outcome crossSlot(Call c) {
    return refuse(c, "CROSSSLOT Keys in request don't hash to the same slot");
  }

  private static Outcome unstable(Call c) {
    return refuse(c, "TRYAGAIN Multiple keys request during rehashing of slot");
  }

  private Outcome redirect(Call c, String word, int slot, NodeView node) {
    return refuse(c, Redirection.to(engine, c.session(), word, slot, node));
  }
}
