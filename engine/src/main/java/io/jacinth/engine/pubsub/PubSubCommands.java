package io.jacinth.engine.pubsub;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.MAY_REPLICATE;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.PUBSUB;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.session.Subscriptions;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.util.ArrayList;
import java.util.List;

/** Subscribing, publishing, and PUBSUB. */
public final class PubSubCommands {
  private static final int SUBSCRIBING = PUBSUB | NOSCRIPT | LOADING | STALE;
  private static final int PUBLISHING = PUBSUB | LOADING | STALE | FAST | MAY_REPLICATE;
  private static final int ASKING_WHO = PUBSUB | LOADING | STALE;

  public static final CommandFamily FAMILY =
      family(Group.PUBSUB)
          .row(
              "SUBSCRIBE",
              arity(-2),
              SUBSCRIBING,
              Keys.none(),
              c -> subscribe(c, Kind.CHANNEL),
              doc(
                  "2.0.0",
                  "O(N) with N channels",
                  "channel [channel ...]",
                  "Begins to receive the messages of channels."))
          .row(
              "UNSUBSCRIBE",
              arity(-1),
              SUBSCRIBING,
              Keys.none(),
              c -> unsubscribe(c, Kind.CHANNEL),
              doc(
                  "2.0.0",
                  "O(N) with N channels",
                  "[channel [channel ...]]",
                  "Ends subscriptions to channels, without arguments all of them."))
          .row(
              "PSUBSCRIBE",
              arity(-2),
              SUBSCRIBING,
              Keys.none(),
              c -> subscribe(c, Kind.PATTERN),
              doc(
                  "2.0.0",
                  "O(N) with N patterns",
                  "{pattern} [pattern ...]",
                  "Begins to receive the messages of all channels that fit a pattern."))
          .row(
              "PUNSUBSCRIBE",
              arity(-1),
              SUBSCRIBING,
              Keys.none(),
              c -> unsubscribe(c, Kind.PATTERN),
              doc(
                  "2.0.0",
                  "O(N) with N patterns",
                  "[pattern [pattern ...]]",
                  "Ends subscriptions to patterns, without arguments all of them."))
          .row(
              "SSUBSCRIBE",
              arity(-2),
              SUBSCRIBING,
              Keys.toEnd(1, 1, Keys.NOT_KEY),
              c -> subscribe(c, Kind.SHARD),
              doc(
                  "7.0.0",
                  "O(N) with N channels",
                  "shardchannel [shardchannel ...]",
                  "Begins to receive the messages of channels that belong to slots."))
          .row(
              "SUNSUBSCRIBE",
              arity(-1),
              SUBSCRIBING,
              Keys.toEnd(1, 1, Keys.NOT_KEY),
              c -> unsubscribe(c, Kind.SHARD),
              doc(
                  "7.0.0",
                  "O(N) with N channels",
                  "[shardchannel [shardchannel ...]]",
                  "Ends subscriptions to channels of slots, without arguments all of them."))
          .row(
              "PUBLISH",
              arity(3),
              PUBLISHING,
              Keys.none(),
              c -> publish(c, false),
              doc(
                  "2.0.0",
                  "O(N+M) with N subscribers and M patterns",
                  "channel message",
                  "Sends a message to the subscribers of a channel."))
          .row(
              "SPUBLISH",
              arity(3),
              PUBLISHING,
              Keys.at(1, Keys.NOT_KEY),
              c -> publish(c, true),
              doc(
                  "7.0.0",
                  "O(N) with N subscribers",
                  "shardchannel message",
                  "Sends a message to the subscribers of a channel that belongs to a slot."))
          .container("PUBSUB", arity(-2), doc("2.8.0", "Depends", "", "Who subscribes to what."))
          .row(
              "PUBSUB|CHANNELS",
              arity(-2),
              ASKING_WHO,
              Keys.none(),
              c -> channels(c, c.engine().pubSub().channels()),
              doc(
                  "2.8.0",
                  "O(N) with N channels",
                  "[pattern]",
                  "Lists the channels somebody subscribes to."))
          .row(
              "PUBSUB|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              PubSubCommands::help,
              doc("6.2.0", "O(1)", "", "Lists the subcommands."))
          .categories(0)
          .row(
              "PUBSUB|NUMPAT",
              arity(2),
              ASKING_WHO,
              Keys.none(),
              c -> c.integer(c.engine().pubSub().patternCount()),
              doc("2.8.0", "O(1)", "", "Counts the different patterns."))
          .row(
              "PUBSUB|NUMSUB",
              arity(-2),
              ASKING_WHO,
              Keys.none(),
              c -> counts(c, c.engine().pubSub().channels()),
              doc(
                  "2.8.0",
                  "O(N) with N channels",
                  "[channel [channel ...]]",
                  "Counts the subscribers of channels."))
          .row(
              "PUBSUB|SHARDCHANNELS",
              arity(-2),
              ASKING_WHO,
              Keys.none(),
              c -> channels(c, c.engine().pubSub().shardChannels()),
              doc(
                  "7.0.0",
                  "O(N) with N channels",
                  "[pattern]",
                  "Lists the channels of slots somebody subscribes to."))
          .row(
              "PUBSUB|SHARDNUMSUB",
              arity(-2),
              ASKING_WHO,
              Keys.none(),
              c -> counts(c, c.engine().pubSub().shardChannels()),
              doc(
                  "7.0.0",
                  "O(N) with N channels",
                  "[shardchannel [shardchannel ...]]",
                  "Counts the subscribers of channels of slots."));

  private PubSubCommands() {}

  private static Outcome subscribe(Call c, Kind kind) {
    if (kind == Kind.SHARD && c.isNested()) {
      return c.error("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
    }
    ClientSession session = c.session();
    ReplyBuffer out = output(c);
    for (int i = 1; i < c.count(); i++) {
      String name = c.argv().latin1(i);
      c.engine().pubSub().subscribe(session, kind, name);
      c.engine().pubSub().confirm(session, out, kind, true, name);
    }
    return Outcome.DONE;
  }

  private static Outcome unsubscribe(Call c, Kind kind) {
    ClientSession session = c.session();
    ReplyBuffer out = output(c);
    PubSub pubSub = c.engine().pubSub();
    List<String> names = new ArrayList<>();
    Subscriptions mine = session.subscriptions();
    if (c.count() > 1) {
      for (int i = 1; i < c.count(); i++) {
        names.add(c.argv().latin1(i));
      }
    } else if (mine != null) {
      names.addAll(kind.of(mine));
    }
    for (String name : names) {
      pubSub.unsubscribe(session, kind, name);
      pubSub.confirm(session, out, kind, false, name);
    }
    if (names.isEmpty()) {
      pubSub.confirm(session, out, kind, false, null);
    }
    session.leaveIfUnsubscribed();
    return Outcome.DONE;
  }

  /** Confirmations are messages: CLIENT REPLY OFF does not take them away. */
  private static ReplyBuffer output(Call c) {
    boolean muted = c.session().is(SessionFlags.REPLY_OFF | SessionFlags.REPLY_SKIP);
    return muted ? c.session().pushTarget() : c.reply();
  }

  private static Outcome publish(Call c, boolean sharded) {
    Argv argv = c.argv();
    byte[] bytes = argv.array();
    PubSub pubSub = c.engine().pubSub();
    int at = argv.offset(1);
    int length = argv.length(1);
    int receivers =
        sharded
            ? pubSub.publishToShard(bytes, at, length, bytes, argv.offset(2), argv.length(2))
            : pubSub.publish(bytes, at, length, bytes, argv.offset(2), argv.length(2));
    if (c.engine().isCluster()) {
      // The bus takes it to the other nodes, this node's replicas among them.
      c.engine().host().publish(sharded, argv.bytes(1), argv.bytes(2));
    } else if (c.engine().propagation().isWanted()) {
      c.effects().verbatim(c.db(), argv);
    }
    return c.integer(receivers);
  }

  private static Outcome channels(Call c, Channels channels) {
    if (c.count() > 3) {
      return c.subcommandSyntax();
    }
    List<String> names =
        c.count() == 2
            ? new ArrayList<>(channels.all().keySet())
            : channels.matching(c.argv().bytes(2));
    c.reply().array(names.size());
    for (String name : names) {
      c.reply().bulk(name);
    }
    return Outcome.DONE;
  }

  private static Outcome counts(Call c, Channels channels) {
    c.reply().array((c.count() - 2) * 2L);
    for (int i = 2; i < c.count(); i++) {
      String name = c.argv().latin1(i);
      c.reply().bulk(name);
      c.reply().integer(channels.of(name).size());
    }
    return Outcome.DONE;
  }

  private static Outcome help(Call c) {
    return c.help(
        "CHANNELS [<pattern>]",
        "    Return the currently active channels matching a <pattern> (default: '*').",
        "NUMPAT",
        "    Return number of subscriptions to patterns.",
        "NUMSUB [<channel> ...]",
        "    Return the number of subscribers for the specified channels, excluding",
        "    pattern subscriptions(default: no channels).",
        "SHARDCHANNELS [<pattern>]",
        "    Return the currently active shard level channels matching a <pattern> (default:"
            + " '*').",
        "SHARDNUMSUB [<shardchannel> ...]",
        "    Return the number of subscribers for the specified shard level channel(s)");
  }
}
