package io.jacinth.engine.pubsub;

import io.jacinth.engine.Engine;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.keyspace.EventHook;
import io.jacinth.resp.Numbers;
import io.jacinth.store.Rooms;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keyspace notifications: what happens to a key, as messages. {@code K} sends the event's name to
 * {@code __keyspace@<db>__:<key>}, {@code E} the key's name to {@code __keyevent@<db>__:<event>}.
 *
 * <p>Hangs on the keyspace's event hook only while {@code notify-keyspace-events} asks for events
 * of some class and for at least one of the two forms. Messages stay on this node: replicas see the
 * same changes and tell their own subscribers, other shards have other keys.
 */
public final class KeyspaceEvents implements EventHook {
  private static final byte[] BY_KEY = ascii("__keyspace@");
  private static final byte[] BY_EVENT = ascii("__keyevent@");
  private static final int MAX_PREFIX = BY_KEY.length + 20 + 3;

  private final Engine engine;
  private final PubSub pubSub;
  private boolean[] wanted = new boolean[128];
  private byte[] channel = new byte[256];
  private byte[] name = new byte[64];

  private KeyspaceEvents(Engine engine, PubSub pubSub) {
    this.engine = engine;
    this.pubSub = pubSub;
  }

  /** From now on the engine's keyspace tells what the configuration asks for. */
  public static void install(Engine engine, PubSub pubSub) {
    KeyspaceEvents events = new KeyspaceEvents(engine, pubSub);
    engine
        .config()
        .onChange(
            () -> {
              events.configure();
              return null;
            },
            GeneralOptions.NOTIFY_KEYSPACE_EVENTS);
    events.configure();
  }

  private void configure() {
    String classes = engine.config().get(GeneralOptions.NOTIFY_KEYSPACE_EVENTS);
    wanted = new boolean[128];
    boolean any = false;
    for (int i = 0; i < classes.length(); i++) {
      char c = classes.charAt(i);
      wanted[c] = true;
      any |= c != 'K' && c != 'E';
    }
    boolean on = any && (wanted['K'] || wanted['E']);
    engine.keyspace().hooks().events(on ? this : null);
  }

  @Override
  public void event(char eventClass, String event, int db, byte[] key, int offset, int length) {
    if (!wanted[eventClass] || pubSub.isQuiet()) {
      return;
    }
    int nameLength = event.length();
    if (name.length < nameLength) {
      name = new byte[nameLength];
    }
    for (int i = 0; i < nameLength; i++) {
      name[i] = (byte) event.charAt(i);
    }
    if (wanted['K']) {
      int end = channel(BY_KEY, db, key, offset, length);
      pubSub.publish(channel, 0, end, name, 0, nameLength);
    }
    if (wanted['E']) {
      int end = channel(BY_EVENT, db, name, 0, nameLength);
      pubSub.publish(channel, 0, end, key, offset, length);
    }
  }

  /** Writes the channel's name; returns its length. */
  private int channel(byte[] prefix, int db, byte[] rest, int offset, int length) {
    channel = Rooms.atLeast(channel, MAX_PREFIX + length);
    System.arraycopy(prefix, 0, channel, 0, prefix.length);
    int end = prefix.length;
    end += Numbers.writeLong(db, channel, end);
    Arrays.fill(channel, end, end + 2, (byte) '_');
    channel[end + 2] = ':';
    System.arraycopy(rest, offset, channel, end + 3, length);
    return end + 3 + length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
