package io.jacinth.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replies that outgrow the heap's part are the same bytes as those that do not. */
class LongRepliesTest {
  /** Keeps what it is given, and knows how much of it is still held. */
  private static final class Room implements ReplyRoom {
    private long limitBytes = Long.MAX_VALUE;
    private long heldBytes;

    @Override
    public ReplyBuffer.@Nullable Segment keep(byte[] bytes, int offset, int length) {
      if (heldBytes + length > limitBytes) {
        return null;
      }
      heldBytes += length;
      return new Kept(this, Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public long heldBytes() {
      return heldBytes;
    }

    @Override
    public void limit(long maxBytes) {
      limitBytes = maxBytes;
    }
  }

  private record Kept(Room room, byte[] bytes) implements ReplyBuffer.Segment {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
      System.arraycopy(bytes, (int) position, target, offset, length);
    }

    @Override
    public void release() {
      room.heldBytes -= bytes.length;
    }
  }

  private final Room room = new Room();
  private final Room values = new Room();
  private final ReplyBuffer reply = new ReplyBuffer(new SpareArrays(), room);
  private final ReplyBuffer plain = new ReplyBuffer(new SpareArrays(), null);
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();

  @Test
  void areTheSameBytes() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      for (int command = 0; command < 3; command++) {
        items(random, 2);
        if (random.nextInt(3) == 0) {
          send(random.nextInt(3_000_000));
        }
      }
      send(Long.MAX_VALUE);
      assertThat(reply.isEmpty()).isTrue();
      assertThat(Arrays.equals(got.toByteArray(), expected.toByteArray()))
          .as("seed %d", seed)
          .isTrue();
      assertThat(room.heldBytes()).isZero();
      assertThat(values.heldBytes()).isZero();
      got.reset();
      expected.reset();
    }
  }

  /** The reply's length is told right all the time. */
  private void send(long maxBytes) {
    plain.writeTo(expected::write, Long.MAX_VALUE);
    long size = reply.size();
    assertThat(reply.writeTo(got::write, maxBytes)).isEqualTo(size - reply.size());
    if (maxBytes == Long.MAX_VALUE) {
      assertThat(reply.size()).isZero();
    }
  }

  private void items(SplittableRandom random, int depth) {
    int count = random.nextInt(24);
    for (int i = 0; i < count; i++) {
      switch (random.nextInt(depth > 0 ? 7 : 4)) {
        case 0 -> both(buffer -> buffer.integer(count));
        case 1, 2 -> {
          byte[] bulk = new byte[random.nextInt(1 << random.nextInt(21))];
          random.nextBytes(bulk);
          both(buffer -> buffer.bulk(bulk));
        }
        case 3 -> {
          byte[] value = new byte[1 + random.nextInt(100_000)];
          random.nextBytes(value);
          both(buffer -> buffer.bulk(Objects.requireNonNull(values.keep(value, 0, value.length))));
        }
        case 4 -> {
          long mark = reply.beginDeferred();
          long plainMark = plain.beginDeferred();
          items(random, depth - 1);
          reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, count);
          plain.endDeferred(plainMark, ReplyBuffer.Aggregate.ARRAY, count);
        }
        case 5 -> {
          long mark = reply.mark();
          long plainMark = plain.mark();
          items(random, depth - 1);
          reply.truncate(mark);
          plain.truncate(plainMark);
        }
        default -> {
          long mark = reply.mark();
          long plainMark = plain.mark();
          items(random, depth - 1);
          front(reply, mark, count);
          front(plain, plainMark, count);
        }
      }
      assertThat(got.size() + reply.size()).isEqualTo(expected.size() + plain.size());
    }
  }

  private static void front(ReplyBuffer buffer, long mark, int count) {
    long front = buffer.beginFront();
    buffer.bulkLong(count);
    buffer.array(count);
    buffer.endFront(mark, front);
  }

  private void both(Consumer<ReplyBuffer> write) {
    write.accept(reply);
    write.accept(plain);
  }

  @Test
  void holdLittleOnTheHeap() {
    byte[] bulk = new byte[10_000];
    for (int i = 0; i < 5_000; i++) {
      reply.bulk(bulk);
    }
    assertThat(reply.capacity()).isLessThan(3 << 20);
    assertThat(reply.movedBytes()).isGreaterThan(45_000_000);
    assertThat(room.heldBytes()).isEqualTo(reply.movedBytes());
    reply.clear();
    assertThat(room.heldBytes()).isZero();
    assertThat(reply.movedBytes()).isZero();
    assertThat(reply.isEmpty()).isTrue();
  }

  @Test
  void overflowWhenThereIsNoRoom() {
    room.limit(20_000_000);
    byte[] bulk = new byte[10_000];
    long mark = reply.beginDeferred();
    for (int i = 0; i < 5_000; i++) {
      reply.bulk(bulk);
    }
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, 5_000);
    assertThat(reply.overflowed()).isTrue();
    assertThat(room.heldBytes()).isZero();
  }
}
