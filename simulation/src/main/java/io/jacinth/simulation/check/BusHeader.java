package io.jacinth.simulation.check;

import io.jacinth.cluster.view.SlotSet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The fields of a bus packet's header that promise something, read at their offsets. */
final class BusHeader {
  static final int BYTES = 2256;
  private static final int SLOTS_AT = 80;
  static final int AUTH_REQUEST = 5;
  static final int AUTH_ACK = 6;

  private final ByteBuffer packet;

  private BusHeader(ByteBuffer packet) {
    this.packet = packet;
  }

  /** Length of the packet that starts at {@code from}, or -1 while that cannot be told. */
  static int length(byte[] bytes, int from, int to) {
    if (to - from < 8) {
      return -1;
    }
    if (bytes[from] != 'R' || bytes[from + 1] != 'C' || bytes[from + 2] != 'm') {
      return 0;
    }
    return ByteBuffer.wrap(bytes).getInt(from + 4);
  }

  static BusHeader at(byte[] bytes, int from, int length) {
    return new BusHeader(ByteBuffer.wrap(bytes, from, length).slice());
  }

  boolean isComplete() {
    return packet.limit() >= BYTES || type() == AUTH_ACK || type() == AUTH_REQUEST;
  }

  int type() {
    return packet.getShort(12);
  }

  long currentEpoch() {
    return packet.getLong(16);
  }

  long configEpoch() {
    return packet.getLong(24);
  }

  boolean isPrimary() {
    return (packet.getShort(2250) & 1) != 0;
  }

  /** A claim that was found good, so that the same one need not be looked at again. */
  record Claim(long configEpoch, byte[] slots, ConfFacts facts) {}

  Claim claim(ConfFacts facts) {
    int from = packet.arrayOffset() + SLOTS_AT;
    byte[] slots = Arrays.copyOfRange(packet.array(), from, from + SlotSet.WIRE_BYTES);
    return new Claim(configEpoch(), slots, facts);
  }

  boolean claimsAsBefore(@Nullable Claim claim, ConfFacts facts) {
    int from = packet.arrayOffset() + SLOTS_AT;
    return claim != null
        && claim.facts == facts
        && claim.configEpoch == configEpoch()
        && Arrays.equals(
            claim.slots, 0, claim.slots.length, packet.array(), from, from + SlotSet.WIRE_BYTES);
  }

  SlotSet slots() {
    return SlotSet.fromWire(packet.array(), packet.arrayOffset() + SLOTS_AT);
  }
}
