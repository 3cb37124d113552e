package io.jacinth.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.node.env.Mailbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops without connections: their messages, their turns, and the thread they share. */
@Timeout(60)
class NettyLoopTest {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int ROUNDS = 60;
  private static final int MEASUREMENTS = 5;
  private static final long LATE_NANOS = 5_000_000;

  @RegisterExtension private final TestLoops loops = new TestLoops();

  @ParameterizedTest
  @EnumSource(Transport.class)
  void messagesKeepTheOrderOfEachSender(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    int senders = 4;
    int each = 50_000;
    int[] last = new int[senders];
    CountDownLatch all = new CountDownLatch(senders * each);
    AtomicInteger outOfOrder = new AtomicInteger();
    // Two mailboxes in turn: the order holds across them.
    Mailbox<int[]> even = loop.mailbox(message -> take(message, last, outOfOrder, all));
    Mailbox<int[]> odd = loop.mailbox(message -> take(message, last, outOfOrder, all));
    loop.run(() -> FOREVER);
    List<Thread> threads = new ArrayList<>();
    for (int sender = 0; sender < senders; sender++) {
      int id = sender;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 1; i <= each; i++) {
                  (i % 2 == 0 ? even : odd).put(new int[] {id, i});
                }
              }));
    }
    for (Thread sender : threads) {
      sender.join();
    }
    assertThat(all.await(20, TimeUnit.SECONDS)).as("nothing is left lying").isTrue();
    assertThat(outOfOrder).hasValue(0);
  }

  private static void take(int[] message, int[] last, AtomicInteger wrong, CountDownLatch all) {
    if (message[1] != last[message[0]] + 1) {
      wrong.incrementAndGet();
    }
    last[message[0]] = message[1];
    all.countDown();
  }

  /** A lost wake-up would cost a second each; the loop sleeps between the messages. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aSleepingLoopIsWokenByEveryMessage(Transport transport) throws Exception {
    NettyLoop loop = loops.on(transport);
    loop.run(() -> FOREVER);
    BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    Mailbox<Integer> mailbox = loop.mailbox(answers::add);
    long start = System.nanoTime();
    for (int i = 0; i < 3000; i++) {
      mailbox.put(i);
      assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
    }
    // 3000 sleeps that run into their limit would take 50 minutes; one in a hundred still 30 s.
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  /**
   * Deadlines are kept to about a millisecond: the median must not be a scheduler's tick. How late
   * a busy machine wakes any thread is seen from one that only sleeps beside the loop.
   */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void turnsComeWhenTheyAreDue(Transport transport) throws Exception {
    NettyThread thread = loops.on(transport).thread();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MEASUREMENTS && least >= LATE_NANOS; i++) {
      CompletableFuture<long[]> sleeper = CompletableFuture.supplyAsync(NettyLoopTest::sleeps);
      long[] late = turns(thread.newLoop()).get(30, TimeUnit.SECONDS);
      assertThat(late[0]).isNotNegative();
      least = Math.min(least, late[ROUNDS / 2] - sleeper.get(30, TimeUnit.SECONDS)[ROUNDS / 2]);
    }
    assertThat(least).isLessThan(LATE_NANOS);
  }

  /** How late a loop's turns come, sorted. */
  private static CompletableFuture<long[]> turns(NettyLoop loop) {
    long[] lateNanos = new long[ROUNDS];
    AtomicInteger round = new AtomicInteger(-1);
    AtomicLong due = new AtomicLong();
    CompletableFuture<long[]> done = new CompletableFuture<>();
    loop.run(() -> {
      long now = loop.monoMs();
      if (now < due.get()) {
        return due.get();
      }
      int current = round.getAndIncrement();
      if (current >= 0 && current < ROUNDS) {
        lateNanos[current] = loop.monoNanos() - due.get() * 1_000_000;
      }
      if (current >= ROUNDS - 1) {
        Arrays.sort(lateNanos);
        done.complete(lateNanos);
        return FOREVER;
      }
      due.set(now + waitMs(current));
      return due.get();
    });
    return done;
  }

  /** How late a thread wakes that sleeps as long each time, sorted. */
  private static long[] sleeps() {
    long[] lateNanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs(i));
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      lateNanos[i] = System.nanoTime() - due;
    }
    Arrays.sort(lateNanos);
    return lateNanos;
  }

  private static int waitMs(int round) {
    return 3 + Math.floorMod(round, 17);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void severalLoopsShareAThread(Transport transport) throws Exception {
    NettyLoop first = loops.on(transport);
    NettyLoop second = first.thread().newLoop();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Mailbox<String> toFirst = first.mailbox(text -> seen.add("first " + text));
    Mailbox<String> toSecond =
        second.mailbox(text -> {
          seen.add("second " + text);
          toFirst.put(text);
        });
    first.run(() -> FOREVER);
    second.run(() -> FOREVER);
    toSecond.put("one");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("second one");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("first one");
    first.stop();
    toSecond.put("two");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("second two");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aLoopThatThrowsIsReportedAndTheOthersGoOn(Transport transport) throws Exception {
    NettyLoop bad = loops.on(transport);
    NettyLoop good = bad.thread().newLoop();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Mailbox<String> toGood = good.mailbox(seen::add);
    good.run(() -> FOREVER);
    bad.run(() -> {
      throw new IllegalStateException("on purpose");
    });
    assertThat(loops.crashes().poll(10, TimeUnit.SECONDS)).hasMessage("on purpose");
    toGood.put("still here");
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("still here");
  }
}
