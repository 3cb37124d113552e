package io.jacinth.server.disk;

import java.util.concurrent.LinkedBlockingQueue;

/** Carries out writes and fsyncs of one data directory in the order they were asked for. */
final class WriterThread {
  private static final Runnable END = () -> {};

  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Thread thread;

  WriterThread(String name) {
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    thread.start();
  }

  void execute(Runnable job) {
    work.add(job);
  }

  private void run() {
    try {
      while (true) {
        Runnable job = work.take();
        if (job == END) {
          return;
        }
        job.run();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Finishes what was asked for, then ends; false if that takes longer. */
  boolean close(long millis) throws InterruptedException {
    work.add(END);
    return thread.join(java.time.Duration.ofMillis(millis));
  }
}
