package io.jacinth.engine.pubsub;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.engine.Engine;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.session.Subscriptions;
import io.jacinth.engine.types.Glob;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.resp.SpareArrays;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of a node, and the delivery of messages to them.
 *
 * <p>A message is laid out once, without the header that says how many parts follow, and copied
 * behind each receiver's own header: {@code *3} in RESP2, {@code >3} in RESP3. It goes behind the
 * reply of a command the receiver itself runs at this moment ({@link ClientSession#pushTarget}), so
 * a transaction's reply is never torn. A receiver with much to send has it handed to its connection
 * at once; what it does not take counts against {@code client-output-buffer-limit pubsub}.
 */
public final class PubSub {
  /** More than that does not collect in a session within one turn. */
  private static final int HAND_OVER_AT_BYTES = 64 << 10;

  private final Engine engine;
  private final Channels channels = new Channels();
  private final Channels patterns = new Channels();
  private final Channels shardChannels = new Channels();
  private final Map<String, Glob> globs = new LinkedHashMap<>();
  private final ReplyBuffer body = new ReplyBuffer(new SpareArrays(), null);

  public PubSub(Engine engine) {
    this.engine = engine;
  }

  // ---- subscribing; false when nothing changed

  boolean subscribe(ClientSession session, Kind kind, String name) {
    Subscriptions mine = session.subscribe();
    if (!mine.add(kind.of(mine), name)) {
      return false;
    }
    table(kind).add(name, session);
    if (kind == Kind.PATTERN) {
      globs.computeIfAbsent(name, n -> new Glob(n.getBytes(StandardCharsets.ISO_8859_1), false));
    }
    session.set(SessionFlags.SUBSCRIBED);
    return true;
  }

  boolean unsubscribe(ClientSession session, Kind kind, String name) {
    Subscriptions mine = session.subscriptions();
    if (mine == null || !mine.remove(kind.of(mine), name)) {
      return false;
    }
    removeFromTable(session, kind, name);
    return true;
  }

  private void removeFromTable(ClientSession session, Kind kind, String name) {
    table(kind).remove(name, session);
    if (kind == Kind.PATTERN && patterns.of(name).isEmpty()) {
      globs.remove(name);
    }
  }

  /** Ends all subscriptions of a session without telling it. */
  public void forget(ClientSession session) {
    Subscriptions mine = session.subscriptions();
    if (mine == null) {
      return;
    }
    for (Kind kind : Kind.values()) {
      for (String name : kind.of(mine)) {
        removeFromTable(session, kind, name);
      }
    }
    session.unsubscribed();
  }

  private Channels table(Kind kind) {
    return switch (kind) {
      case CHANNEL -> channels;
      case PATTERN -> patterns;
      case SHARD -> shardChannels;
    };
  }

  // ---- what exists

  Channels channels() {
    return channels;
  }

  Channels shardChannels() {
    return shardChannels;
  }

  public int channelCount() {
    return channels.count();
  }

  public int patternCount() {
    return patterns.count();
  }

  public int shardChannelCount() {
    return shardChannels.count();
  }

  /** Nobody subscribes to a channel or a pattern. */
  public boolean isQuiet() {
    return channels.isEmpty() && patterns.isEmpty();
  }

  // ---- delivering

  /** Gives a message to the channel's and the matching patterns' subscribers; counts them. */
  public int publish(byte[] channel, int at, int length, byte[] message, int from, int size) {
    if (isQuiet()) {
      return 0;
    }
    int receivers = 0;
    if (!channels.isEmpty()) {
      String name = new String(channel, at, length, StandardCharsets.ISO_8859_1);
      Collection<ClientSession> direct = channels.of(name);
      if (!direct.isEmpty()) {
        layOut("message", null, channel, at, length, message, from, size);
        receivers += send(direct, 3);
      }
    }
    if (!patterns.isEmpty()) {
      receivers += publishToPatterns(channel, at, length, message, from, size);
    }
    body.shrink(HAND_OVER_AT_BYTES);
    return receivers;
  }

  private int publishToPatterns(
      byte[] channel, int at, int length, byte[] message, int from, int size) {
    int receivers = 0;
    byte[] name = new byte[length];
    System.arraycopy(channel, at, name, 0, length);
    for (Map.Entry<String, Set<ClientSession>> entry : patterns.all().entrySet()) {
      Glob glob = globs.get(entry.getKey());
      if (glob != null && glob.matches(name, length)) {
        layOut("pmessage", entry.getKey(), channel, at, length, message, from, size);
        receivers += send(entry.getValue(), 4);
      }
    }
    return receivers;
  }

  /** Gives a message to a shard channel's subscribers; counts them. */
  public int publishToShard(
      byte[] channel, int at, int length, byte[] message, int from, int size) {
    if (shardChannels.isEmpty()) {
      return 0;
    }
    String name = new String(channel, at, length, StandardCharsets.ISO_8859_1);
    Collection<ClientSession> receivers = shardChannels.of(name);
    if (receivers.isEmpty()) {
      return 0;
    }
    layOut("smessage", null, channel, at, length, message, from, size);
    int count = send(receivers, 3);
    body.shrink(HAND_OVER_AT_BYTES);
    return count;
  }

  /** A message of another node. */
  public void deliver(EngineEffect.Published news) {
    byte[] channel = news.channel();
    byte[] message = news.message();
    if (news.sharded()) {
      publishToShard(channel, 0, channel.length, message, 0, message.length);
    } else {
      publish(channel, 0, channel.length, message, 0, message.length);
    }
  }

  /** Everything of a message but its header. */
  private void layOut(
      String kind,
      @Nullable String pattern,
      byte[] channel,
      int at,
      int length,
      byte[] message,
      int from,
      int size) {
    body.clear();
    body.bulk(kind);
    if (pattern != null) {
      body.bulk(pattern);
    }
    body.bulk(channel, at, length);
    body.bulk(message, from, size);
  }

  private int send(Collection<ClientSession> sessions, int parts) {
    int length = (int) body.size();
    for (ClientSession session : sessions) {
      if (session.is(SessionFlags.CLOSE_ASAP)) {
        continue;
      }
      ReplyBuffer target = session.pushTarget();
      target.push(parts);
      target.raw(body.array(), 0, length);
      engine.ready(session);
      if (target.size() > HAND_OVER_AT_BYTES) {
        engine.host().handOver(session);
      }
    }
    return sessions.size();
  }

  // ---- shard channels of slots that are served elsewhere

  /** The slots' owners changed: who listens to a channel of a slot not served here is told so. */
  public void ownersChanged(ClusterView view) {
    if (shardChannels.isEmpty()) {
      return;
    }
    NodeView me = view.myself();
    String shard = me.primary() ? me.id() : me.primaryId();
    List<String> lost = new ArrayList<>();
    for (String name : shardChannels.all().keySet()) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      NodeView owner = view.owner(SlotHash.slotOf(bytes, 0, bytes.length));
      if (owner == null || !owner.id().equals(shard)) {
        lost.add(name);
      }
    }
    for (String name : lost) {
      for (ClientSession session : new ArrayList<>(shardChannels.of(name))) {
        unsubscribe(session, Kind.SHARD, name);
        confirm(session, session.pushTarget(), Kind.SHARD, false, name);
        engine.ready(session);
        session.leaveIfUnsubscribed();
      }
    }
  }

  /** The answer to one name of a SUBSCRIBE, UNSUBSCRIBE and their kin. */
  void confirm(
      ClientSession session, ReplyBuffer out, Kind kind, boolean added, @Nullable String name) {
    Subscriptions mine = session.subscriptions();
    out.push(3);
    out.bulk(added ? kind.subscribeWord() : kind.unsubscribeWord());
    if (name == null) {
      out.nullValue();
    } else {
      out.bulk(name);
    }
    if (mine == null) {
      out.integer(0);
    } else {
      out.integer(kind == Kind.SHARD ? mine.shardChannels().size() : mine.channelsAndPatterns());
    }
  }
}
