package io.jacinth.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.node.env.ConnectionHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The loops of one test, on a thread of their own. After the test the thread has to end, and no
 * loop may have thrown what the test has not taken out of {@link #crashes}.
 */
final class TestLoops implements AfterEachCallback {
  private final BlockingQueue<Throwable> crashes = new LinkedBlockingQueue<>();
  private @Nullable NettyThread thread;

  /** A loop of a new thread; the test is left out where the machine lacks the transport. */
  NettyLoop on(Transport transport) {
    try {
      Transport.choose(transport.name().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException unavailable) {
      Assumptions.abort(unavailable.getMessage());
    }
    NettyThread started =
        new NettyThread("test", transport, (loop, failure) -> crashes.add(failure));
    thread = started;
    return started.newLoop();
  }

  BlockingQueue<Throwable> crashes() {
    return crashes;
  }

  /** Takes connections at a port of the loopback interface that was free. */
  static Listener listen(NettyLoop loop, ConnectionHandler handler) throws Exception {
    return loop.thread()
        .call(() ->
            Listener.tcp(
                loop.thread(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                511,
                () -> 300,
                connection -> handler));
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    NettyThread running = thread;
    if (running != null) {
      running.close();
      assertThat(running.join(5000)).as("the thread ends").isTrue();
    }
    assertThat(crashes).isEmpty();
  }
}
