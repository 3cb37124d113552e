package io.jacinth.engine.pubsub;

import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.types.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names and who subscribes to each, both in the order they came. A name without anybody is gone.
 */
final class Channels {
  private final Map<String, Set<ClientSession>> byName = new LinkedHashMap<>();

  void add(String name, ClientSession session) {
    byName.computeIfAbsent(name, n -> new LinkedHashSet<>(2)).add(session);
  }

  void remove(String name, ClientSession session) {
    Set<ClientSession> sessions = byName.get(name);
    if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
      byName.remove(name);
    }
  }

  /** Everybody who subscribes to the name. */
  Collection<ClientSession> of(String name) {
    Set<ClientSession> sessions = byName.get(name);
    return sessions == null ? Collections.emptyList() : sessions;
  }

  Map<String, Set<ClientSession>> all() {
    return byName;
  }

  int count() {
    return byName.size();
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** The names a pattern matches. */
  List<String> matching(byte[] pattern) {
    Glob glob = new Glob(pattern, false);
    List<String> names = new ArrayList<>();
    for (String name : byName.keySet()) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      if (glob.matches(bytes, bytes.length)) {
        names.add(name);
      }
    }
    return names;
  }
}
