package io.jacinth.engine.session;

import io.jacinth.resp.ReplyRoom;
import io.jacinth.resp.SpareArrays;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All sessions of an engine by id, which is the order they came in. */
public final class Sessions {
  private final TreeMap<Long, ClientSession> byId = new TreeMap<>();
  private final Rotation<ClientSession> rotation = new Rotation<>(byId);
  private final SpareArrays spares = new SpareArrays();
  private final @Nullable ReplyRoom room;
  private long lastId;

  /**
   * @param room for long replies; without it they stay on the heap
   */
  public Sessions(@Nullable ReplyRoom room) {
    this.room = room;
  }

  public ClientSession open(ClientTransport transport, long monoMs) {
    ClientSession session = new ClientSession(++lastId, transport, spares, room, monoMs);
    byId.put(session.id(), session);
    return session;
  }

  public void remove(ClientSession session) {
    byId.remove(session.id());
  }

  public @Nullable ClientSession find(long id) {
    return byId.get(id);
  }

  /** Where long replies wait. */
  public @Nullable ReplyRoom room() {
    return room;
  }

  /** In order of id. */
  public Collection<ClientSession> all() {
    return byId.values();
  }

  /** To look after each session once in a while. */
  public Rotation<ClientSession> rotation() {
    return rotation;
  }

  public int count() {
    return byId.size();
  }
}
