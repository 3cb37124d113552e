package io.jacinth.engine.session;

import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.resp.ReplyRoom;
import io.jacinth.resp.SpareArrays;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The protocol state of one peer. */
public final class ClientSession {
  /** Objects of one command kept for EXEC, without its words. */
  private static final int QUEUED_BYTES = 128;

  private final long id;
  private final ClientTransport transport;
  private final ReplyBuffer reply;
  private final long createdMonoMs;
  private int flags;
  private int db;
  private String name = "";
  private String libName = "";
  private String libVersion = "";
  private String user = "default";
  private boolean authenticated;
  private long lastCommandMonoMs;
  private long replyPeakSinceMonoMs;
  private List<Argv> heldUp = List.of();
  private String lastCommand = "NULL";
  private long commands;
  private @Nullable Parked parked;
  private long writeOffset;
  private @Nullable List<Argv> queued;
  private long queuedBytes;
  private long queuedLimitBytes = Long.MAX_VALUE;
  private @Nullable WatchedKeys watched;
  private @Nullable Subscriptions subscriptions;
  private @Nullable ReplyBuffer behind;
  private @Nullable Object attachment;
  private long countedBytes;
  private boolean countedAsReplica;

  ClientSession(
      long id,
      ClientTransport transport,
      SpareArrays spares,
      @Nullable ReplyRoom room,
      long monoMs) {
    this.id = id;
    reply = new ReplyBuffer(spares, room);
    this.transport = transport;
    this.createdMonoMs = monoMs;
    this.lastCommandMonoMs = monoMs;
  }

  public long id() {
    return id;
  }

  public ClientTransport transport() {
    return transport;
  }

  /** Came over a Unix socket or from a loopback address. */
  public boolean isFromThisMachine() {
    String remote = transport.remoteAddress();
    return transport.isLocal() || remote.startsWith("127.") || remote.startsWith("[::1]");
  }

  /** What the memory figures hold for this session. */
  public long countedBytes() {
    return countedBytes;
  }

  public boolean isCountedAsReplica() {
    return countedAsReplica;
  }

  public void counted(long bytes, boolean asReplica) {
    countedBytes = bytes;
    countedAsReplica = asReplica;
  }

  /** Replies that have not left yet. */
  public ReplyBuffer reply() {
    return reply;
  }

  public boolean is(int flag) {
    return (flags & flag) != 0;
  }

  public void set(int flag) {
    flags |= flag;
  }

  public void clear(int flag) {
    flags &= ~flag;
  }

  /** The commands of this session are a primary's: obeyed without judging. */
  public boolean isPrimary() {
    return is(SessionFlags.PRIMARY);
  }

  public int db() {
    return db;
  }

  public void select(int newDb) {
    db = newDb;
  }

  /** 2 or 3. */
  public int protocol() {
    return reply.isResp3() ? 3 : 2;
  }

  public String name() {
    return name;
  }

  public void rename(String newName) {
    name = newName;
  }

  public String libName() {
    return libName;
  }

  public void libName(String newName) {
    libName = newName;
  }

  public String libVersion() {
    return libVersion;
  }

  public void libVersion(String newVersion) {
    libVersion = newVersion;
  }

  public String user() {
    return user;
  }

  public boolean isAuthenticated() {
    return authenticated;
  }

  /** Who the peer is from now on. */
  public void authenticated(String newUser, boolean yes) {
    user = newUser;
    authenticated = yes;
  }

  public long createdMonoMs() {
    return createdMonoMs;
  }

  public long lastCommandMonoMs() {
    return lastCommandMonoMs;
  }

  /** Lower-case name of the last command, {@code "NULL"} before the first. */
  public String lastCommand() {
    return lastCommand;
  }

  public void ran(String command, long monoMs) {
    lastCommand = command;
    lastCommandMonoMs = monoMs;
    commands++;
  }

  /** Commands executed. */
  public long commands() {
    return commands;
  }

  public @Nullable Parked parked() {
    return parked;
  }

  public boolean isParked() {
    return parked != null;
  }

  public void park(@Nullable Parked wait) {
    parked = wait;
  }

  /** A command of a transaction waits; these come after it. */
  public void holdUp(List<Argv> commands) {
    heldUp = commands;
  }

  /** The commands held up, which are no longer; none outside of a transaction. */
  public List<Argv> takeHeldUp() {
    List<Argv> commands = heldUp;
    heldUp = List.of();
    return commands;
  }

  public boolean isHeldUp() {
    return !heldUp.isEmpty();
  }

  /** Replication offset after this session's last write; WAIT waits for it. */
  public long writeOffset() {
    return writeOffset;
  }

  public void wrote(long offset) {
    writeOffset = offset;
  }

  /** Commands between MULTI and EXEC, or null outside. */
  public @Nullable List<Argv> queued() {
    return queued;
  }

  /**
   * Keeps a command for EXEC, unless that is going to run nothing anyway; false if those kept would
   * become more than may be held.
   */
  public boolean queue(Argv argv) {
    if (is(SessionFlags.MULTI_BROKEN | SessionFlags.WATCH_BROKEN)) {
      return true;
    }
    List<Argv> list = queued;
    long bytes = argv.totalBytes();
    if (list == null || keptBytes() + bytes > queuedLimitBytes) {
      return false;
    }
    queuedBytes += bytes;
    list.add(argv.retain());
    return true;
  }

  /** What the session keeps beside its buffers: commands for EXEC, watched keys, subscriptions. */
  public long keptBytes() {
    List<Argv> commandsKept = queued;
    WatchedKeys keys = watched;
    Subscriptions names = subscriptions;
    return queuedBytes
        + (commandsKept == null ? 0 : (long) commandsKept.size() * QUEUED_BYTES)
        + (keys == null ? 0 : keys.heldBytes())
        + (names == null ? 0 : names.heldBytes());
  }

  /** Bytes of the commands kept for EXEC. */
  public long queuedBytes() {
    return queuedBytes;
  }

  /** Most bytes of commands kept for EXEC, and of replies kept on the heap. */
  public void limitHeld(long maxBytes) {
    queuedLimitBytes = maxBytes;
    reply.limit(maxBytes);
  }

  /** Since when the longest of its replies is remembered. */
  public long replyPeakSinceMonoMs() {
    return replyPeakSinceMonoMs;
  }

  public void replyPeakSince(long monoMs) {
    replyPeakSinceMonoMs = monoMs;
  }

  /** The peer showed a sign of life other than a command. */
  public void interacted(long monoMs) {
    lastCommandMonoMs = monoMs;
  }

  public void beginTransaction() {
    queued = new ArrayList<>();
    set(SessionFlags.MULTI);
  }

  public void endTransaction() {
    queued = null;
    queuedBytes = 0;
    clear(SessionFlags.MULTI | SessionFlags.MULTI_BROKEN | SessionFlags.WATCH_BROKEN);
  }

  public @Nullable WatchedKeys watched() {
    return watched;
  }

  public void watched(@Nullable WatchedKeys keys) {
    watched = keys;
  }

  /** What the session subscribes to, or null if it never did. */
  public @Nullable Subscriptions subscriptions() {
    return subscriptions;
  }

  /** The subscriptions to add one to. */
  public Subscriptions subscribe() {
    Subscriptions mine = subscriptions;
    if (mine == null) {
      mine = new Subscriptions();
      subscriptions = mine;
    }
    return mine;
  }

  /** Forgets what there was, which nobody's list holds any more. */
  public void unsubscribed() {
    subscriptions = null;
    clear(SessionFlags.SUBSCRIBED);
  }

  /** Without any subscription left it is an ordinary session again. */
  public void leaveIfUnsubscribed() {
    Subscriptions mine = subscriptions;
    if (mine != null && mine.isEmpty()) {
      unsubscribed();
    }
  }

  /**
   * Where a message is written that answers no command: behind the reply of the command the session
   * runs, if it runs one.
   */
  public ReplyBuffer pushTarget() {
    if (!is(SessionFlags.EXECUTING)) {
      return reply;
    }
    ReplyBuffer target = behind;
    if (target == null) {
      target = new ReplyBuffer(new SpareArrays(), null);
      behind = target;
    }
    target.protocol(protocol());
    return target;
  }

  /** The command's reply is complete: what waited behind it follows. */
  public void ranToItsEnd() {
    clear(SessionFlags.EXECUTING);
    ReplyBuffer waited = behind;
    if (waited != null) {
      behind = null;
      reply.raw(waited.array(), 0, (int) waited.size());
    }
  }

  /** What the driver hangs on a session: its connection. */
  public @Nullable Object attachment() {
    return attachment;
  }

  public void attach(Object driverState) {
    attachment = driverState;
  }
}
