package io.jacinth.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.cluster.bus.BusCodec;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.bus.PingExtensions;
import io.jacinth.cluster.view.SlotSet;
import io.jacinth.simulation.world.Machine;
import io.jacinth.simulation.world.Randoms;
import io.jacinth.simulation.world.SimFailure;
import io.jacinth.simulation.world.Trace;
import io.jacinth.simulation.world.Tuning;
import io.jacinth.simulation.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireCheckTest {
  private static final int PING = 0;

  private final World world = new World(new Randoms(1), Tuning.CALM, new Trace(null));
  private final Machine a = world.addMachine("a", "10.0.0.1", 0);
  private final Machine b = world.addMachine("b", "10.0.0.2", 0);
  private final Machine c = world.addMachine("c", "10.0.0.3", 0);
  private final WireCheck check = new WireCheck(world, List.of(a, b, c), 16379);

  @BeforeEach
  void durableFiles() {
    conf(a, 5, 3, 2, "0-100");
    conf(b, 5, 3, 1, "200-300");
    conf(c, 5, 3, 3, "400-500");
  }

  private void conf(Machine machine, long current, long vote, long config, String slots) {
    String text =
        "%s %s:6379@16379,,tls-port=0,shard-id=%s myself,master - 0 0 %d connected %s\n"
                .formatted(id(machine), machine.ip(), id(machine), config, slots)
            + "vars currentEpoch %d lastVoteEpoch %d\n".formatted(current, vote);
    check.durable(machine, "nodes.conf", text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String id(Machine machine) {
    return machine.name().repeat(40);
  }

  /** Made by the codec itself, so that the offsets the check reads at are held to the truth. */
  private static byte[] packet(int type, long current, long config, SlotSet slots) {
    io.jacinth.cluster.bus.BusHeader header =
        new io.jacinth.cluster.bus.BusHeader(
            "a".repeat(40),
            current,
            config,
            0,
            slots,
            null,
            "",
            6379,
            0,
            16379,
            NodeFlags.MASTER,
            true,
            0);
    return BusCodec.encode(
        type == PING
            ? new BusMessage.Ping(BusType.PING, header, List.of(), PingExtensions.NONE)
            : new BusMessage.AuthAck(header));
  }

  private void send(Machine from, Machine to, byte[] packet) {
    check.sent(from, to, 16379, from.index() * 10 + to.index(), packet);
  }

  @Test
  void durableWordsPass() {
    SlotSet slots = SlotSet.EMPTY.withRange(0, 100);
    assertThatCode(() -> send(a, b, packet(PING, 5, 2, slots))).doesNotThrowAnyException();
    assertThat(check.packets()).isEqualTo(1);
  }

  @Test
  void packetsAreFoundInPieces() {
    byte[] packet = packet(PING, 6, 2, SlotSet.EMPTY);
    byte[] head = Arrays.copyOf(packet, 100);
    byte[] tail = Arrays.copyOfRange(packet, 100, packet.length);
    send(a, b, head);
    assertThat(check.packets()).isZero();
    assertThatThrownBy(() -> send(a, b, tail)).isInstanceOf(SimFailure.class);
  }

  @Test
  void anEpochThatIsNotDurable() {
    assertThatThrownBy(() -> send(a, b, packet(PING, 6, 2, SlotSet.EMPTY)))
        .hasMessageContaining("says currentEpoch 6, durable is 5");
  }

  @Test
  void aClaimThatIsNotDurable() {
    SlotSet more = SlotSet.EMPTY.withRange(0, 101);
    assertThatThrownBy(() -> send(a, b, packet(PING, 5, 2, more)))
        .hasMessageContaining("claims slots 0-101");
    assertThatThrownBy(() -> send(a, b, packet(PING, 5, 4, SlotSet.EMPTY.with(1))))
        .hasMessageContaining("claims config epoch 4");
  }

  @Test
  void aVoteThatIsNotDurable() {
    assertThatThrownBy(() -> send(a, b, packet(BusHeader.AUTH_ACK, 5, 2, SlotSet.EMPTY)))
        .hasMessageContaining("votes in epoch 5, durable lastVoteEpoch is 3");
  }

  @Test
  void twoVotesInOneEpoch() {
    conf(a, 5, 5, 2, "0-100");
    send(a, b, packet(BusHeader.AUTH_ACK, 5, 2, SlotSet.EMPTY));
    assertThatThrownBy(() -> send(a, c, packet(BusHeader.AUTH_ACK, 5, 2, SlotSet.EMPTY)))
        .hasMessageContaining("votes twice");
  }

  @Test
  void twoWinnersOfOneEpoch() {
    conf(b, 5, 5, 2, "200-300");
    send(a, c, packet(PING, 5, 2, SlotSet.EMPTY.with(1)));
    assertThatThrownBy(() -> send(b, c, packet(PING, 5, 2, SlotSet.EMPTY.with(200))))
        .hasMessageContaining("config epoch 2 is claimed by");
  }

  @Test
  void epochsThatGoBack() {
    send(a, b, packet(PING, 5, 2, SlotSet.EMPTY));
    assertThatThrownBy(() -> send(a, b, packet(PING, 4, 2, SlotSet.EMPTY)))
        .hasMessageContaining("says currentEpoch 4 after 5");
    assertThatThrownBy(() -> conf(a, 4, 3, 2, "0-100")).hasMessageContaining("went back");
    assertThatThrownBy(() -> conf(a, 5, 2, 2, "0-100")).hasMessageContaining("went back");
  }

  @Test
  void whoseDiskLiesIsLeftOut() {
    check.diskLies(0);
    assertThatCode(() -> send(a, b, packet(PING, 9, 9, SlotSet.EMPTY))).doesNotThrowAnyException();
  }

  @Test
  void aReplacedPrimaryMayGoOnForTheLeaseOnly() {
    LeaseCheck lease = new LeaseCheck(check, 1, slot -> 0, 1000);
    lease.acked(1, 7, 1_000_000_000L);
    lease.acked(2, 7, 2_000_000_000L);
    lease.acked(1, 7, 3_000_000_000L);
    assertThat(lease.overlaps()).isEqualTo(1);
    assertThatThrownBy(() -> lease.acked(1, 7, 3_400_000_000L))
        .isInstanceOf(SimFailure.class)
        .hasMessageContaining("1400 ms after");
  }
}
