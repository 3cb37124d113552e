package io.jacinth.engine;

import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Work nobody asked for: keys past their time, memory to be freed, idle clients. */
public final class Housekeeping {
  private static final int FREE_ITEMS_PER_STEP = 128;
  private static final long FREE_BUDGET_NANOS = 1_000_000;

  private final Engine engine;
  private final ActiveExpiry expiry;
  private final Eviction eviction;
  private final Defrag defrag;
  private final PeriodicLog periodicLog;
  private final ReplyBufferCare replyBuffers = new ReplyBufferCare();
  private final CommandRoom commandRoom = new CommandRoom();
  private final Consumer<ClientSession> lookAfter = this::lookAfter;

  private final List<byte[]> leaked = new ArrayList<>();
  private boolean cronPaused;

  Housekeeping(Engine engine) {
    this.engine = engine;
    expiry = new ActiveExpiry(engine);
    eviction = new Eviction(engine);
    defrag = new Defrag(engine);
    periodicLog = new PeriodicLog(engine);
  }

  /** For the words of a long command. */
  public CommandRoom commandRoom() {
    return commandRoom;
  }

  /** DEBUG PAUSE-CRON: nothing periodic happens until it is lifted. */
  public void pauseCron(boolean yes) {
    cronPaused = yes;
  }

  public boolean isCronPaused() {
    return cronPaused;
  }

  /** DEBUG LEAK: bytes that nobody will ask for. */
  public void leak(byte[] bytes) {
    leaked.add(bytes);
  }

  void cron() {
    commandRoom.rest();
    if (cronPaused) {
      return;
    }
    long monoMs = engine.turn().monoMs();
    engine.sessions().rotation().visitShare(engine.config().number(GeneralOptions.HZ), lookAfter);
    engine.statistics().sample(monoMs);
    engine.statistics().notePeak(engine.usedMemory());
    engine.values().letGo();
    engine.keyspace().door().letGo();
    expiry.cron();
    defrag.cron();
    periodicLog.cron(monoMs);
  }

  public ActiveExpiry expiry() {
    return expiry;
  }

  public Eviction eviction() {
    return eviction;
  }

  public Defrag defrag() {
    return defrag;
  }

  public ReplyBufferCare replyBuffers() {
    return replyBuffers;
  }

  /** When a slice of something is due. */
  long nextSliceMonoMs() {
    return Math.min(expiry.nextSliceMonoMs(), defrag.nextSliceMonoMs());
  }

  void resetStatistics() {
    expiry.resetStatistics();
    eviction.resetStatistics();
    defrag.resetStatistics();
    replyBuffers.resetStatistics();
  }

  void beforeSleep() {
    expiry.beforeSleep();
    eviction.beforeSleep();
    defrag.beforeSleep();
    freeSome();
  }

  private void freeSome() {
    if (engine.keyspace().store().freeQueue().isEmpty()) {
      return;
    }
    long start = engine.monoNanos();
    do {
      if (engine.keyspace().store().freeQueue().freeSome(FREE_ITEMS_PER_STEP) == 0) {
        return;
      }
    } while (engine.monoNanos() - start < FREE_BUDGET_NANOS);
  }

  private void lookAfter(ClientSession session) {
    replyBuffers.look(session, engine.turn().monoMs());
    engine.memory().recount(session);
    long timeoutMs = engine.config().number(NetworkOptions.TIMEOUT) * 1000;
    boolean exempt =
        timeoutMs == 0
            || session.is(SessionFlags.PRIMARY | SessionFlags.REPLICA | SessionFlags.SUBSCRIBED)
            || session.isParked();
    if (!exempt && engine.turn().monoMs() - session.lastCommandMonoMs() > timeoutMs) {
      engine.log().log(System.Logger.Level.DEBUG, "Closing idle client");
      engine.statistics().timedOutClients++;
      session.set(SessionFlags.CLOSE_AFTER_REPLY);
      engine.host().closeSession(session);
    }
  }
}
