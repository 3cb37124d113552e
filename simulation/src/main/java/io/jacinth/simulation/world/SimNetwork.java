package io.jacinth.simulation.world;

import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All machines, the links between them, who listens where, and every connection. */
public final class SimNetwork {
  private static final long SECOND_NS = 1_000_000_000L;

  /** Sees what a machine sends, at the moment it is flushed. */
  public interface Observer {
    /** {@code listeningPort} is the port of the side that was dialled. */
    void sent(Machine from, Machine to, int listeningPort, int connection, byte[] bytes);
  }

  private record Listener(Owner owner, Function<Connection, ConnectionHandler> accept) {}

  private final World world;
  private final RandomGenerator random;
  private final List<Machine> machines = new ArrayList<>();
  private final Map<String, Machine> byIp = new TreeMap<>();
  private final List<SimConnection> connections = new ArrayList<>();
  private final Map<String, Listener> listeners = new TreeMap<>();
  private int[][] cuts = new int[0][0];
  private long[][] slowNs = new long[0][0];
  private int nextConnection = 1;
  private int sweepAt = 256;
  private @Nullable Observer observer;

  SimNetwork(World world) {
    this.world = world;
    this.random = world.randoms().of("network");
  }

  void add(Machine machine) {
    machines.add(machine);
    byIp.put(machine.ip(), machine);
    cuts = new int[machines.size()][machines.size()];
    slowNs = new long[machines.size()][machines.size()];
  }

  public void observeWith(Observer newObserver) {
    observer = newObserver;
  }

  void observe(SimConnection from, byte[] bytes) {
    Machine to = from.remoteMachine();
    if (observer != null && to != null) {
      int port = Math.min(from.localPort(), from.remotePort());
      observer.sent(from.machine(), to, port, from.id(), bytes);
    }
  }

  // ---- links

  /** Nothing gets from {@code from} to {@code to} until {@link #mend} was called as often. */
  public void cut(Machine from, Machine to) {
    cuts[from.index()][to.index()]++;
  }

  /** Takes one cut back. What TCP held comes within a second. */
  public void mend(Machine from, Machine to) {
    if (--cuts[from.index()][to.index()] == 0) {
      for (SimConnection connection : connections) {
        Machine remote = connection.remoteMachine();
        if (remote != null
            && ((connection.machine() == from && remote == to)
                || (connection.machine() == to && remote == from))) {
          world.queue().after(random.nextLong(SECOND_NS), connection::retransmit);
        }
      }
    }
  }

  public boolean isCut(Machine from, Machine to) {
    return cuts[from.index()][to.index()] > 0;
  }

  /** Adds to the latency of one direction. */
  public void slow(Machine from, Machine to, long addedNs) {
    slowNs[from.index()][to.index()] = addedNs;
  }

  long latencyNs(Machine from, Machine to) {
    long added = slowNs[from.index()][to.index()];
    return world.tuning().latencyNs(random) + (added == 0 ? 0 : added + random.nextLong(added));
  }

  int pieceLength(int remaining) {
    if (remaining > 1 && random.nextInt(1000) < world.tuning().splitPermille()) {
      return 1 + random.nextInt(remaining);
    }
    return remaining;
  }

  /** Resets open connections between two machines; returns how many. */
  public int reset(Machine one, Machine other) {
    int count = 0;
    for (SimConnection connection : List.copyOf(connections)) {
      if (connection.isOpen()
          && ((connection.machine() == one && connection.remoteMachine() == other)
              || (connection.machine() == other && connection.remoteMachine() == one))) {
        connection.abort("Connection reset by peer");
        count++;
      }
    }
    return count;
  }

  // ---- listening and dialling

  /** Accepts connections at a port; the handler is made by the owner in its own time. */
  public void listen(
      Machine machine, Owner owner, int port, Function<Connection, ConnectionHandler> accept) {
    listeners.put(key(machine.ip(), port), new Listener(owner, accept));
  }

  private static String key(String ip, int port) {
    return ip + ":" + port;
  }

  /** Dials. The handler hears onConnected or onClosed. */
  public void connect(
      Machine from, Owner owner, String ip, int port, int timeoutMs, ConnectionHandler handler) {
    SimConnection dialled =
        new SimConnection(
            world, nextConnection++, from, owner, from.ip(), from.nextPort(), ip, port);
    dialled.setHandler(handler);
    track(dialled);
    Machine to = byIp.get(ip);
    long limitMs = timeoutMs <= 0 ? 127_000 : timeoutMs;
    world.queue().after(limitMs * 1_000_000, () -> giveUp(dialled));
    if (to != null) {
      world.queue().after(latencyNs(from, to), () -> knock(dialled, to, port, handler, 1));
    }
  }

  private static void giveUp(SimConnection dialled) {
    if (!dialled.isOpen()) {
      dialled.abort("Connection timed out");
    }
  }

  private void knock(
      SimConnection dialled, Machine to, int port, ConnectionHandler handler, int attempt) {
    Machine from = dialled.machine();
    if (dialled.isOver() || dialled.isOpen()) {
      return;
    }
    if (!to.isPowered() || isCut(from, to) || isCut(to, from)) {
      if (attempt < 6) {
        long waitNs = SECOND_NS << (attempt - 1);
        world.queue().after(waitNs, () -> knock(dialled, to, port, handler, attempt + 1));
      }
      return;
    }
    Listener listener = listeners.get(key(to.ip(), port));
    long backNs = world.nowNs() + latencyNs(to, from);
    if (listener == null) {
      world.queue().at(backNs, () -> dialled.abort("Connection refused"));
      return;
    }
    SimConnection accepted =
        new SimConnection(
            world,
            nextConnection++,
            to,
            listener.owner(),
            to.ip(),
            port,
            from.ip(),
            dialled.localPort());
    track(accepted);
    accepted.opened(dialled, backNs);
    listener
        .owner()
        .deliver(() -> {
          ConnectionHandler made = listener.accept().apply(accepted);
          accepted.setHandler(made);
          made.onConnected(accepted);
        });
    world.queue().at(backNs, () -> answered(dialled, accepted, handler));
  }

  private void answered(SimConnection dialled, SimConnection accepted, ConnectionHandler handler) {
    if (dialled.isOver()) {
      accepted.abort("Connection reset by peer");
      return;
    }
    dialled.opened(accepted, world.nowNs());
    world.trace().fact(5, world.nowNs(), dialled.id(), accepted.id());
    dialled.owner().deliver(() -> dialled.connected(handler));
  }

  private void track(SimConnection connection) {
    connections.add(connection);
    if (connections.size() > sweepAt) {
      connections.removeIf(SimConnection::isOver);
      sweepAt = Math.max(256, connections.size() * 2);
    }
  }

  // ---- deaths

  void processDied(Machine machine) {
    listeners.keySet().removeIf(k -> k.startsWith(machine.ip() + ":"));
    for (SimConnection connection : connections) {
      if (connection.machine() == machine) {
        connection.processDied();
      }
    }
  }

  /** A machine is back: what was sent to it meanwhile is sent again, and answered by a reset. */
  void machineReturned(Machine machine) {
    for (SimConnection connection : connections) {
      if (connection.remoteMachine() == machine) {
        world.queue().after(random.nextLong(SECOND_NS), connection::retransmit);
      }
    }
  }

  void machineDied(Machine machine) {
    listeners.keySet().removeIf(k -> k.startsWith(machine.ip() + ":"));
    for (SimConnection connection : connections) {
      if (connection.machine() == machine) {
        connection.machineDied(random.nextBoolean());
      }
    }
  }
}
