package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.store.ListpackBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits that a configuration can put beyond what there is room for. */
class ValueLimitsTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession session = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String show(String line) {
    return fixture.show(session, line);
  }

  @Test
  void noStringIsLongerThanTheStoreCanHold() {
    fixture.config.put(NetworkOptions.PROTO_MAX_BULK_LEN, 1L << 40);
    String refusal = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
    show("SET k text");
    assertThat(show("SETRANGE k 2147483647 x")).contains(refusal);
    assertThat(show("SETRANGE k 2147483645 end")).contains(refusal);
    assertThat(show("SETRANGE k 9223372036854775807 x")).contains(refusal);
    assertThat(show("GET k")).isEqualTo("\"text\"");
  }

  @Test
  void theTableOfASubsequenceHasAsManyCellsAsCanBeNumbered() {
    fixture.config.put(NetworkOptions.PROTO_MAX_BULK_LEN, 1L << 40);
    show("SET a " + "ab".repeat(25_000));
    show("SET b " + "ba".repeat(25_000));
    assertThat(show("LCS a b LEN"))
        .contains("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  }

  @Test
  void windowsOnManySetsAreNotKept() {
    Values values = fixture.engine.values();
    assertThat(values.setView(3)).isSameAs(values.setView(3));
    assertThat(values.setView(100_000)).isNotSameAs(values.setView(100_000));
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      show("SADD s" + i + " common own" + i);
      keys.append(" s").append(i);
    }
    assertThat(show("SINTER" + keys)).contains("common").doesNotContain("own");
  }

  /** A set as Redis 7.2 dumps it, whose members are longer than new ones of a listpack may be. */
  @Test
  void aSetThatIsPackedStaysSoHoweverLongItsMembersAre() {
    fixture.config.put(MemoryOptions.SET_MAX_LISTPACK_VALUE, 10L);
    ListpackBuilder members = new ListpackBuilder();
    byte[] member = "a member of more than ten bytes".getBytes(StandardCharsets.US_ASCII);
    members.text(member, 0, member.length);
    byte[] list = members.toBytes();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(20);
    payload.write(list.length);
    payload.writeBytes(list);
    payload.write(11);
    payload.writeBytes(new byte[9]); // the version's second byte, and no checksum
    byte[] restore = "RESTORE".getBytes(StandardCharsets.US_ASCII);
    assertThat(
            fixture.raw(
                session, restore, new byte[] {'k'}, new byte[] {'0'}, payload.toByteArray()))
        .isEqualTo("+OK\r\n");
    assertThat(show("OBJECT ENCODING k")).isEqualTo("\"listpack\"");
    assertThat(show("SADD k " + "b".repeat(11))).isEqualTo("1");
    assertThat(show("OBJECT ENCODING k")).isEqualTo("\"hashtable\"");
  }
}
