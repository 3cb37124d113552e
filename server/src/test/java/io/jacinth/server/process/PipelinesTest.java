package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipelines of all shapes and sizes, read at all speeds, are answered completely and in order.
 *
 * <p>For {@code -Djacinth.pipelines.seconds}, 8 by default; {@code ./soak pipelines} takes 300.
 * {@code -Djacinth.pipelines.seed} repeats what was asked, not when.
 */
class PipelinesTest {
  private static final int PORT = 17433;
  private static final int CLIENTS = 6;
  private static final int SECONDS = Integer.getInteger("jacinth.pipelines.seconds", 8);
  private static final long SEED = Long.getLong("jacinth.pipelines.seed", System.nanoTime());

  @TempDir Path directory;

  @Test
  void everyReplyArrivesWhole() throws Exception {
    String[] words = {"--port", "" + PORT, "--bind", "127.0.0.1", "--save", ""};
    try (ServerProcess server = ServerProcess.jacinth(directory, words);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      server.awaitLog("Ready to accept connections", 30);
      long untilNanos = System.nanoTime() + SECONDS * 1_000_000_000L;
      List<Pipeline> clients = new ArrayList<>();
      CompletionService<Void> halves = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < CLIENTS; i++) {
        Pipeline client = new Pipeline(PORT, i, SEED);
        clients.add(client);
        halves.submit(() -> {
          client.ask(untilNanos);
          return null;
        });
        halves.submit(() -> {
          client.read();
          return null;
        });
      }
      try {
        for (int i = 0; i < 2 * CLIENTS; i++) {
          halves.take().get();
        }
      } catch (ExecutionException failed) {
        String list = server.isAlive() ? RedisCli.at(PORT, "client", "list") : "no server";
        throw new AssertionError(
            "seed %d; %s%n%s%n%s".formatted(SEED, failed.getCause(), list, server.log()), failed);
      } finally {
        threads.shutdownNow();
        for (Pipeline client : clients) {
          client.close();
        }
      }
      long bytes = clients.stream().mapToLong(Pipeline::received).sum();
      long commands = clients.stream().mapToLong(Pipeline::commands).sum();
      System.out.printf("%d commands, %d MB of replies%n", commands, bytes >> 20);
      assertThat(bytes).isGreaterThan(10 << 20);
      assertThat(RedisCli.at(PORT, "info", "memory")).contains("mem_clients_normal:");
    }
  }
}
