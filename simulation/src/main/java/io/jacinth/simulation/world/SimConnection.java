package io.jacinth.simulation.world;

import io.jacinth.node.env.ByteSource;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection. Bytes written here travel in order: staged until flush, then unsent
 * until the transport's window has room, then in flight, then (unless the direction is cut) in the
 * peer's kernel, then with the peer's handler.
 *
 * <p>A cut direction loses nothing: what arrives during the cut is held and comes after it, as TCP
 * retransmits. A process that dies leaves an end that answers with a reset; a machine that dies
 * leaves a half-open peer.
 */
public final class SimConnection implements Connection {
  /** Bytes on their way; an empty one with {@code fin} closes the stream. */
  private record Chunk(byte[] bytes, long sentNs, boolean fin) {}

  private enum State {
    CONNECTING,
    OPEN,
    /** Closed here; the other side may not know yet. */
    CLOSED,
    /** The process or machine is gone without a word to its handler. */
    DEAD
  }

  private final World world;
  private final int id;
  private final Machine machine;
  private final Owner owner;
  private final String localIp;
  private final int localPort;
  private final String remoteIp;
  private final int remotePort;
  private final ArrayDeque<Chunk> held = new ArrayDeque<>();
  private final ArrayDeque<Chunk> inbox = new ArrayDeque<>();
  private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
  private @Nullable SimConnection peer;
  private @Nullable ConnectionHandler handler;
  private State state = State.CONNECTING;
  private byte[] staged = new byte[0];
  private int stagedBytes;
  private long unsentBytes;
  private long inFlightBytes;
  private long unackedBytes;
  private long lastArrivalNs;
  private long lastSentNs;
  private int generation;
  private boolean closing;

  /** Bytes were left over by a flush: the handler hears when they have gone. */
  private boolean backlogged;

  private boolean readingPaused;
  private boolean handOverDue;
  private boolean told;

  SimConnection(
      World world,
      int id,
      Machine machine,
      Owner owner,
      String localIp,
      int localPort,
      String remoteIp,
      int remotePort) {
    this.world = world;
    this.id = id;
    this.machine = machine;
    this.owner = owner;
    this.localIp = localIp;
    this.localPort = localPort;
    this.remoteIp = remoteIp;
    this.remotePort = remotePort;
  }

  int id() {
    return id;
  }

  Machine machine() {
    return machine;
  }

  Owner owner() {
    return owner;
  }

  int localPort() {
    return localPort;
  }

  int remotePort() {
    return remotePort;
  }

  /** The machine at the other end, once connected. */
  @Nullable Machine remoteMachine() {
    return peer == null ? null : peer.machine;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isOver() {
    return (state == State.CLOSED || state == State.DEAD) && held.isEmpty();
  }

  /** When the bytes now being handed to the handler were flushed by the other side. */
  public long deliveredSentNs() {
    return lastSentNs;
  }

  void setHandler(ConnectionHandler newHandler) {
    handler = newHandler;
  }

  void opened(SimConnection newPeer, long firstArrivalNs) {
    peer = newPeer;
    state = State.OPEN;
    lastArrivalNs = firstArrivalNs;
  }

  /** Tells the handler that it is open, unless it was closed in the meantime. */
  void connected(ConnectionHandler to) {
    if (state == State.OPEN) {
      to.onConnected(this);
    }
  }

  // ---- the owner's side

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (state != State.OPEN || closing) {
      return;
    }
    if (stagedBytes + length > staged.length) {
      staged = Arrays.copyOf(staged, Math.max(stagedBytes + length, staged.length * 2));
    }
    System.arraycopy(bytes, offset, staged, stagedBytes, length);
    stagedBytes += length;
  }

  @Override
  public void flush() {
    if (state != State.OPEN || stagedBytes == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOf(staged, stagedBytes);
    stagedBytes = 0;
    world.network().observe(this, bytes);
    unsent.addLast(bytes);
    unsentBytes += bytes.length;
    pump();
    backlogged = !unsent.isEmpty();
  }

  @Override
  public long unsentBytes() {
    return stagedBytes + unsentBytes;
  }

  @Override
  public void pauseReading(boolean paused) {
    readingPaused = paused;
    if (!paused && !inbox.isEmpty()) {
      scheduleHandOver();
    }
  }

  @Override
  public void closeAfterFlush() {
    if (state != State.OPEN || closing) {
      return;
    }
    stagedBytes = 0;
    closing = true;
    if (unsent.isEmpty()) {
      finish();
    }
  }

  @Override
  public void close() {
    if (state == State.CONNECTING) {
      state = State.CLOSED;
      tell("");
    } else if (state == State.OPEN) {
      unsent.clear();
      unsentBytes = 0;
      stagedBytes = 0;
      finish();
    }
  }

  private void finish() {
    send(new Chunk(new byte[0], world.nowNs(), true));
    state = State.CLOSED;
    tell("");
  }

  @Override
  public String remoteAddress() {
    return remoteIp + ":" + remotePort;
  }

  @Override
  public String localAddress() {
    return localIp + ":" + localPort;
  }

  @Override
  public int fd() {
    return id;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  // ---- the transport

  private void pump() {
    while (!unsent.isEmpty() && inFlightBytes < world.tuning().windowBytes()) {
      byte[] bytes = unsent.removeFirst();
      unsentBytes -= bytes.length;
      cut(bytes);
    }
    if (closing && unsent.isEmpty() && state == State.OPEN) {
      finish();
    } else if (backlogged && unsent.isEmpty() && state == State.OPEN) {
      backlogged = false;
      owner.deliver(this::drained);
    }
  }

  private void drained() {
    if (state == State.OPEN && handler != null && unsentBytes() == 0) {
      handler.onDrained();
    }
  }

  private void cut(byte[] bytes) {
    long nowNs = world.nowNs();
    int from = 0;
    while (from < bytes.length) {
      int length = world.network().pieceLength(bytes.length - from);
      byte[] piece =
          length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length);
      send(new Chunk(piece, nowNs, false));
      from += length;
    }
  }

  private void send(Chunk chunk) {
    SimConnection to = peer;
    if (to == null) {
      return;
    }
    inFlightBytes += chunk.bytes.length;
    long latencyNs = world.network().latencyNs(machine, to.machine);
    lastArrivalNs = Math.max(lastArrivalNs + 1, world.nowNs() + latencyNs);
    int sentIn = generation;
    world.queue().at(lastArrivalNs, () -> arrive(to, chunk, sentIn));
  }

  private void arrive(SimConnection to, Chunk chunk, int sentIn) {
    if (sentIn != generation) {
      return; // lost with a reset or a machine
    }
    if (!held.isEmpty() || isUnreachable(to)) {
      held.addLast(chunk);
      return;
    }
    to.receive(chunk);
  }

  /** TCP sends again and again through a cut, and to a machine without power. */
  private boolean isUnreachable(SimConnection to) {
    return world.network().isCut(machine, to.machine) || !to.machine.isPowered();
  }

  /** The way to the peer may be open again: what was held comes late. */
  void retransmit() {
    SimConnection to = peer;
    if (to == null) {
      return;
    }
    if (unackedBytes > 0 && !world.network().isCut(to.machine, machine)) {
      acknowledged(unackedBytes);
      unackedBytes = 0;
    }
    if (held.isEmpty() || isUnreachable(to)) {
      return;
    }
    while (!held.isEmpty()) {
      to.receive(held.removeFirst());
    }
  }

  private void receive(Chunk chunk) {
    if (state == State.DEAD || state == State.CLOSED) {
      if (!chunk.fin && peer != null) {
        peer.resetByPeer();
      }
      return;
    }
    world
        .trace()
        .fact(4, world.nowNs(), id, world.trace().checksum(chunk.bytes) ^ chunk.bytes.length);
    inbox.addLast(chunk);
    scheduleHandOver();
  }

  private void scheduleHandOver() {
    if (!handOverDue) {
      handOverDue = true;
      owner.deliver(this::handOver);
    }
  }

  private void handOver() {
    handOverDue = false;
    ConnectionHandler to = handler;
    while (!inbox.isEmpty() && !readingPaused && state == State.OPEN && to != null) {
      Chunk chunk = inbox.removeFirst();
      if (chunk.fin) {
        unsent.clear();
        unsentBytes = 0;
        state = State.CLOSED;
        tellNow("");
        return;
      }
      lastSentNs = chunk.sentNs;
      Slice slice = new Slice(chunk.bytes);
      to.onBytes(slice);
      if (slice.remaining() > 0 && state == State.OPEN) {
        throw new SimFailure("a handler left " + slice.remaining() + " bytes unread");
      }
      consumed(chunk.bytes.length);
    }
  }

  private void consumed(int bytes) {
    SimConnection from = peer;
    if (from == null) {
      return;
    }
    if (world.network().isCut(machine, from.machine)) {
      from.unackedBytes += bytes;
    } else {
      from.acknowledged(bytes);
    }
  }

  private void acknowledged(long bytes) {
    inFlightBytes -= bytes;
    if (!unsent.isEmpty() && state == State.OPEN) {
      pump();
    }
  }

  // ---- the ends

  private void resetByPeer() {
    SimConnection from = peer;
    if (from == null || state != State.OPEN) {
      return;
    }
    int sentIn = generation;
    long latencyNs = world.network().latencyNs(from.machine, machine);
    world
        .queue()
        .after(
            latencyNs,
            () -> {
              if (sentIn == generation && !world.network().isCut(from.machine, machine)) {
                abort("Connection reset by peer");
              }
            });
  }

  /** Ends this side as a reset does; the peer learns nothing from it. */
  void abort(String cause) {
    if (state == State.OPEN || state == State.CONNECTING) {
      state = State.CLOSED;
      loseEverything();
      tell(cause);
    }
  }

  /** The process ended: what the kernel has taken still goes out, then the stream closes. */
  void processDied() {
    if (state == State.OPEN) {
      unsent.clear();
      unsentBytes = 0;
      send(new Chunk(new byte[0], world.nowNs(), true));
    }
    state = State.DEAD;
    inbox.clear();
  }

  /** The machine lost power: nothing more leaves, perhaps not even what was under way. */
  void machineDied(boolean inFlightLost) {
    if (inFlightLost) {
      loseEverything();
    }
    state = State.DEAD;
    inbox.clear();
  }

  private void loseEverything() {
    generation++;
    held.clear();
    unsent.clear();
    unsentBytes = 0;
  }

  private void tell(String cause) {
    owner.deliver(() -> tellNow(cause));
  }

  private void tellNow(String cause) {
    if (!told && handler != null) {
      told = true;
      handler.onClosed(cause);
    }
  }

  /** A view of a chunk. */
  private static final class Slice implements ByteSource {
    private final byte[] bytes;
    private int position;

    Slice(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int remaining() {
      return bytes.length - position;
    }

    @Override
    public void read(byte[] target, int offset, int length) {
      System.arraycopy(bytes, position, target, offset, length);
      position += length;
    }
  }
}
