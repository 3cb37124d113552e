package io.jacinth.engine.types.debug;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Glob;
import io.jacinth.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/** DEBUG words that try the protocol, and the matching of patterns. */
final class DebugReplies {
  private static final int MATCHES = 20_000;
  private static final int TEXT_BYTES = 32;

  private DebugReplies() {}

  /** Exactly this error; statistics do not know it. */
  static Outcome error(Call c) {
    String text = c.argv().latin1(2).replace('\r', ' ').replace('\n', ' ');
    c.reply().raw("-" + text + "\r\n");
    return Outcome.DONE;
  }

  static Outcome protocol(Call c) {
    ReplyBuffer reply = c.reply();
    switch (c.argv().latin1(2).toLowerCase(Locale.ROOT)) {
      case "string" -> reply.bulk("Hello World");
      case "integer" -> reply.integer(12345);
      case "double" -> reply.doubleValue(3.141);
      case "bignum" -> reply.bigNumber("1234567999999999999999999999999999999");
      case "null" -> reply.nullValue();
      case "array" -> {
        reply.array(3);
        numbers(reply);
      }
      case "set" -> {
        reply.set(3);
        numbers(reply);
      }
      case "map" -> {
        reply.map(3);
        for (int i = 0; i < 3; i++) {
          reply.integer(i);
          reply.bool(i == 1);
        }
      }
      case "attrib" -> attribute(c);
      case "push" -> push(c);
      case "verbatim" ->
          reply.verbatim("txt", "This is a verbatim\nstring".getBytes(StandardCharsets.US_ASCII));
      case "true" -> reply.bool(true);
      case "false" -> reply.bool(false);
      default ->
          c.error(
              "ERR Wrong protocol type name. Please use one of the following:"
                  + " string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true"
                  + "|false");
    }
    return Outcome.DONE;
  }

  private static void numbers(ReplyBuffer reply) {
    for (int i = 0; i < 3; i++) {
      reply.integer(i);
    }
  }

  private static void attribute(Call c) {
    ReplyBuffer reply = c.reply();
    if (reply.isResp3()) {
      reply.attribute(1);
      reply.bulk("key-popularity");
      reply.array(2);
      reply.bulk("key:123");
      reply.integer(90);
    }
    reply.bulk("Some real reply following the attribute");
  }

  private static void push(Call c) {
    ReplyBuffer reply = c.reply();
    if (!reply.isResp3()) {
      c.error("ERR RESP2 is not supported by this command");
      return;
    }
    reply.push(2);
    reply.bulk("server-cpu-usage");
    reply.integer(42);
    reply.bulk("Some real reply following the push reply");
  }

  static Outcome stringMatch(Call c) {
    byte[] text = c.argv().bytes(3);
    return c.integer(new Glob(c.argv().bytes(2), false).matches(text, text.length) ? 1 : 0);
  }

  /** Random patterns and texts: an error would end the server. */
  static Outcome stringMatchTest(Call c) {
    SplittableRandom random = new SplittableRandom(c.engine().random().nextLong());
    for (int i = 0; i < MATCHES; i++) {
      byte[] text = noise(random);
      new Glob(noise(random), random.nextBoolean()).matches(text, text.length);
    }
    c.reply().simple("Apparently Redis did not crash: test passed");
    return Outcome.DONE;
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(TEXT_BYTES)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(128);
    }
    return bytes;
  }

  /** Of the structures here, as Redis tells of its own. */
  static Outcome structSize(Call c) {
    c.reply().bulk("bits:64 robj:16 entryheader:16 bucket:64 page:262144 block:16 ");
    return Outcome.DONE;
  }
}
