package io.jacinth.server.disk;

import java.util.concurrent.LinkedBlockingQueue;

/** Carries out writes and fsyncs of one data directory in the order they were asked for. */
final class WriterThread {
  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Read and written by the thread alone; its last job sets it. */
  private boolean ended;

  WriterThread(String name) {
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    thread.start();
  }

  void execute(Runnable job) {
    work.add(job);
  }

  private void run() {
    try {
      while (!ended) {
        work.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Finishes what was asked for, then ends; false if that takes longer. */
  boolean close(long millis) throws InterruptedException {
    work.add(() -> ended = true);
    return thread.join(java.time.Duration.ofMillis(millis));
  }
}
