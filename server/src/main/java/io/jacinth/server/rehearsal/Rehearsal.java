package io.jacinth.server.rehearsal;

import io.jacinth.server.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Plays one short life of a cluster node on loopback: start, a handful of what clients ask first, a
 * few thousand writes and reads, orderly end.
 *
 * <p>What it does not reach is loaded the ordinary way in real life, so it aims at the way to the
 * first answer and not at coverage. It ends by itself whatever happens: a watchdog halts the JVM.
 */
public final class Rehearsal {
  private static final int CONNECT_TRIES = 100;
  private static final int TRY_EVERY_MS = 50;
  private static final int DEADLINE_MS = 30_000;
  private static final int ROUNDS = 3_000;

  private static final List<String> QUESTIONS =
      List.of(
          "PING",
          "HELLO 3",
          "HELLO 2",
          "COMMAND DOCS GET",
          "COMMAND",
          "CLIENT SETNAME rehearsal",
          "CLUSTER ADDSLOTSRANGE 0 16383",
          "CLUSTER INFO",
          "CLUSTER NODES",
          "CLUSTER SLOTS",
          "CLUSTER SHARDS",
          "CLUSTER COUNTKEYSINSLOT 0",
          "CONFIG GET *",
          "CONFIG SET hz 10",
          "INFO",
          "INFO everything",
          "CLIENT LIST",
          "CLIENT INFO",
          "SLOWLOG GET",
          "LATENCY LATEST",
          "LATENCY HISTOGRAM",
          "MEMORY STATS",
          "MEMORY USAGE rehearsal",
          "COMMAND INFO get",
          "COMMAND DOCS",
          "CLUSTER KEYSLOT rehearsal",
          "CLUSTER LINKS",
          "ROLE",
          "TYPE rehearsal",
          "OBJECT ENCODING rehearsal",
          "MSET {r}a 1 {r}b 2",
          "MGET {r}a {r}b",
          "APPEND {r}a 2",
          "LPUSH {r}l a b 3",
          "LRANGE {r}l 0 -1",
          "RPOP {r}l",
          "HSET {r}h f v g 2",
          "HGETALL {r}h",
          "HINCRBY {r}h g 1",
          "SADD {r}s a b 3",
          "SADD {r}i 1 2 3",
          "SMEMBERS {r}s",
          "SINTER {r}s {r}i",
          "ZADD {r}z 1 a 2.5 b",
          "ZRANGE {r}z 0 -1 WITHSCORES",
          "ZRANGEBYSCORE {r}z 1 2",
          "XADD {r}x * f v",
          "XRANGE {r}x - +",
          "XREAD STREAMS {r}x 0",
          "PFADD {r}p a b",
          "PFCOUNT {r}p",
          "GEOADD {r}g 13.36 38.11 here",
          "GEOSEARCH {r}g FROMMEMBER here BYRADIUS 1 km",
          "SETBIT {r}a 7 1",
          "BITCOUNT {r}a",
          "MULTI",
          "INCR {r}n",
          "EXEC",
          "PUBLISH rehearsal 1",
          "UNLINK {r}a {r}b {r}l {r}h {r}s {r}i {r}z {r}x {r}p {r}g {r}n",
          "SET rehearsal 1 PX 100000",
          "INCR rehearsal",
          "TTL rehearsal",
          "EXPIRE rehearsal 100",
          "DBSIZE",
          "SCAN 0",
          "DEL rehearsal");

  private Rehearsal() {}

  /** The one argument is an empty directory the node may write to. */
  public static void main(String[] args) throws Exception {
    int port = freePort();
    daemon("rehearsal-watchdog", () -> haltAfterDeadline());
    daemon("rehearsal-client", () -> play(port));
    Main.main(
        new String[] {
          "server",
          "--port",
          Integer.toString(port),
          "--bind",
          "127.0.0.1",
          "--cluster-enabled",
          "yes",
          "--dir",
          args[0],
          "--save",
          ""
        });
  }

  /** The bus listens 10000 above, so both must fit below 65536. */
  private static int freePort() throws IOException {
    for (int port = 20_000; port < 30_000; port += 7) {
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
    throw new IOException("no free port between 20000 and 30000");
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void haltAfterDeadline() {
    pause(DEADLINE_MS);
    Runtime.getRuntime().halt(1);
  }

  private static void play(int port) {
    for (int i = 0; i < CONNECT_TRIES; i++) {
      pause(TRY_EVERY_MS);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(500);
        converse(socket.getOutputStream(), socket.getInputStream());
        return;
      } catch (IOException e) {
        // Not listening yet, or gone already because it was told to shut down.
      }
    }
  }

  private static void converse(OutputStream out, InputStream in) throws IOException {
    for (String question : QUESTIONS) {
      ask(out, in, question);
    }
    for (int i = 0; i < ROUNDS; i++) {
      ask(out, in, "SET key:" + i + " value");
      ask(out, in, "GET key:" + i);
    }
    out.write(request("SHUTDOWN NOSAVE"));
    out.flush();
    in.readAllBytes();
  }

  /** Answers are not judged here: whatever came back in one read will do. */
  private static void ask(OutputStream out, InputStream in, String words) throws IOException {
    out.write(request(words));
    out.flush();
    byte[] answer = new byte[64 * 1024];
    int length = in.read(answer);
    if (length < 0) {
      throw new IOException("closed by the server");
    }
  }

  private static byte[] request(String line) {
    List<String> words = List.of(line.split(" "));
    StringBuilder resp = new StringBuilder("*").append(words.size()).append("\r\n");
    for (String word : words) {
      resp.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return resp.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
