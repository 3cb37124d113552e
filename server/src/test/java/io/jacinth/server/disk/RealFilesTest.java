package io.jacinth.server.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.node.env.Files.FileWriter;
import io.jacinth.node.env.Loop;
import io.jacinth.server.net.NettyLoop;
import io.jacinth.server.net.NettyThread;
import io.jacinth.server.net.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RealFilesTest {
  @TempDir private Path directory;
  private NettyThread thread;
  private Loop loop;
  private RealFiles files;

  @BeforeEach
  void open() {
    thread = new NettyThread("test", Transport.choose("auto"), (crashed, failure) -> {});
    NettyLoop opened = thread.newLoop();
    opened.run(() -> Long.MAX_VALUE);
    loop = opened;
    files = new RealFiles(directory, "test files");
  }

  @AfterEach
  void close() throws InterruptedException {
    assertThat(files.close(5000)).isTrue();
    thread.close();
    assertThat(thread.join(5000)).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The answer and the thread it came on; the loop's, never the helper's or the caller's. */
  private record Answered(IOException failure, Thread on) {}

  private Answered replace(String name, String content) throws Exception {
    CompletableFuture<Answered> answer = new CompletableFuture<>();
    files.replace(
        loop,
        name,
        bytes(content),
        failure -> answer.complete(new Answered(failure, Thread.currentThread())));
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Test
  void replacesAndReadsBack() throws Exception {
    assertThat(files.read("nodes.conf")).isNull();
    Answered first = replace("nodes.conf", "one");
    Answered second = replace("nodes.conf", "two");
    assertThat(first.failure()).isNull();
    assertThat(second.failure()).isNull();
    assertThat(first.on().getName()).isEqualTo("test");
    assertThat(files.read("nodes.conf")).isEqualTo(bytes("two"));
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(directory.resolve("nodes.conf"));
    }
  }

  @Test
  void aFailedReplaceLeavesTheOldFile() throws Exception {
    replace("nodes.conf", "good");
    Files.createDirectory(directory.resolve("nodes.conf.tmp"));
    assertThat(replace("nodes.conf", "bad").failure()).isNotNull();
    assertThat(replace("gone/nodes.conf", "bad").failure()).hasMessage("No such file or directory");
    assertThat(files.read("nodes.conf")).isEqualTo(bytes("good"));
  }

  @Test
  void writesInOrderReadsBackAndRenames() throws Exception {
    FileWriter writer = files.create(loop, "temp.rdb");
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      byte[] part = bytes("part " + i + ";");
      writer.append(part, 0, part.length);
      expected.append("part ").append(i).append(';');
      // The caller may use its array again at once.
      java.util.Arrays.fill(part, (byte) '!');
    }
    CompletableFuture<IOException> synced = new CompletableFuture<>();
    writer.fsync(synced::complete);
    assertThat(synced.get(20, TimeUnit.SECONDS)).isNull();
    assertThat(writer.unwrittenBytes()).isZero();
    byte[] middle = new byte[100];
    assertThat(writer.read(500, middle, 0, 100)).isTrue();
    assertThat(new String(middle, StandardCharsets.US_ASCII))
        .isEqualTo(expected.substring(500, 600));
    assertThat(writer.read(expected.length() - 10, middle, 0, 100)).isFalse();
    CompletableFuture<IOException> closed = new CompletableFuture<>();
    writer.close("dump.rdb", closed::complete);
    assertThat(closed.get(20, TimeUnit.SECONDS)).isNull();
    assertThat(files.read("dump.rdb")).isEqualTo(bytes(expected.toString()));
    assertThat(files.read("temp.rdb")).isNull();
  }

  @Test
  void aFileThatCannotBeMadeFailsAtItsAnswers() throws Exception {
    FileWriter writer = files.create(loop, "no/such/directory");
    writer.append(bytes("x"), 0, 1);
    CompletableFuture<IOException> synced = new CompletableFuture<>();
    writer.fsync(synced::complete);
    assertThat(synced.get(20, TimeUnit.SECONDS)).isNotNull();
    CompletableFuture<IOException> closed = new CompletableFuture<>();
    writer.close("name", closed::complete);
    assertThat(closed.get(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(files.read("name")).isNull();
  }

  @Test
  void aLockedFileNamesItsOwner() throws Exception {
    Path conf = directory.resolve("nodes.conf");
    try (OwnerLock held = OwnerLock.take(conf, "process 42, port 7001")) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> OwnerLock.take(conf, "somebody else"))
          .isInstanceOf(OwnerLock.HeldException.class)
          .hasMessageContaining("already used by a different Redis Cluster node")
          .hasMessageContaining(conf.toString());
    }
    try (OwnerLock again = OwnerLock.take(conf, "the next")) {
      assertThat(again).isNotNull();
    }
  }
}
