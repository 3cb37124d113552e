package io.jacinth.engine;

import static io.jacinth.engine.command.CommandFamily.family;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Doc;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.types.Timeouts;
import io.jacinth.store.ValueTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Waiting for keys, with commands of its own: {@code TAKE key [key ...] timeout} deletes the first
 * key that is a hash and answers with its name; {@code TAKEORGONE} notices, too, that a key went.
 */
class BlockingTest {
  private static final CommandFamily TAKE =
      family(Group.HASH)
          .row(
              "TAKE",
              CommandFamily.arity(-3),
              Flags.WRITE | Flags.BLOCKING,
              Keys.toEnd(1, 2, Keys.RW),
              c -> take(c, false),
              Doc.doc("7.0.0", "O(N)", "key [key ...] timeout", "Takes a hash."))
          .row(
              "TAKEORGONE",
              CommandFamily.arity(-3),
              Flags.WRITE | Flags.BLOCKING,
              Keys.toEnd(1, 2, Keys.RW),
              c -> take(c, true),
              Doc.doc("7.0.0", "O(N)", "key [key ...] timeout", "Takes a hash."));

  private EngineFixture fixture = EngineFixture.standalone(TAKE);
  private ClientSession pusher = fixture.open();
  private ClientSession first = fixture.open();
  private ClientSession second = fixture.open();

  private static Outcome take(Call c, boolean whenGone) {
    long deadline = Timeouts.seconds(c, c.count() - 1);
    if (deadline == Timeouts.WRONG) {
      return Outcome.DONE;
    }
    for (int i = 1; i < c.count() - 1; i++) {
      WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), i);
      if (door.exists() && door.type() == ValueTypes.HASH) {
        c.reply().bulk(c.argv().bytes(i));
        door.removed(EventClass.HASH, "take");
        c.effects().command(c.db(), 2).word("DEL").word(c.argv(), i);
        return Outcome.DONE;
      }
      door.unchanged();
    }
    boolean runsAgain = c.engine().blocking().isRunningAgain(c.session());
    if (!c.mayBlock() || whenGone && runsAgain) {
      c.reply().nullArray();
      return Outcome.DONE;
    }
    return c.engine().blocking().block(c, ValueTypes.HASH, deadline, 1, c.count() - 2, whenGone);
  }

  @AfterEach
  void close() {
    assertThat(fixture.engine.keyspace().door().isOpen()).isFalse();
    fixture.close();
  }

  private String run(ClientSession session, String line) {
    return fixture.run(session, line).replace("\r\n", " ").trim();
  }

  private String sent(ClientSession session) {
    return fixture.sent(session).replace("\r\n", " ").trim();
  }

  @Test
  void whoCameFirstIsServedFirst() {
    assertThat(run(first, "TAKE a b 0")).isEmpty();
    assertThat(run(second, "TAKE b a 0")).isEmpty();
    assertThat(fixture.engine.blockedClients()).isEqualTo(2);
    assertThat(run(pusher, "HSET b f v")).isEqualTo(":1");
    assertThat(sent(first)).isEqualTo("$1 b");
    assertThat(sent(second)).isEmpty();
    assertThat(run(pusher, "HSET b f v")).isEqualTo(":1");
    assertThat(sent(second)).isEqualTo("$1 b");
    assertThat(fixture.engine.blockedClients()).isZero();
  }

  @Test
  void keysMadeByATransactionAreTakenAfterIt() {
    fixture.replication.createBacklog();
    run(first, "TAKE a 0");
    run(pusher, "MULTI");
    run(pusher, "HSET a f v");
    run(pusher, "HGET a f");
    assertThat(run(pusher, "EXEC")).isEqualTo("*2 :1 $1 v");
    assertThat(sent(first)).isEqualTo("$1 a");
    assertThat(fixture.stream()).containsExactly("SELECT 0", "HSET a f v", "DEL a");
  }

  @Test
  void aKeyThatIsGoneAgainServesNobody() {
    run(first, "TAKE a 0");
    run(pusher, "MULTI");
    run(pusher, "HSET a f v");
    run(pusher, "DEL a");
    run(pusher, "EXEC");
    assertThat(sent(first)).isEmpty();
    run(pusher, "SET a string");
    assertThat(sent(first)).isEmpty();
    run(pusher, "DEL a");
    run(pusher, "HSET a f v");
    assertThat(sent(first)).isEqualTo("$1 a");
  }

  @Test
  void withinATransactionNobodyWaits() {
    run(first, "MULTI");
    run(first, "TAKE a 0");
    assertThat(run(first, "EXEC")).isEqualTo("*1 *-1");
    assertThat(first.isParked()).isFalse();
  }

  @Test
  void timeIsUp() {
    run(first, "TAKE a 0.05");
    run(second, "TAKE a 1");
    assertThat(fixture.engine.nextDeadlineMonoMs()).isLessThanOrEqualTo(fixture.monoMs + 50);
    fixture.tick(49);
    assertThat(sent(first)).isEmpty();
    fixture.tick(1);
    assertThat(sent(first)).isEqualTo("*-1");
    assertThat(first.isParked()).isFalse();
    run(pusher, "HSET a f v");
    assertThat(sent(second)).isEqualTo("$1 a");
    assertThat(run(pusher, "INFO commandstats")).contains("cmdstat_take:calls=2");
  }

  @Test
  void whoBlocksAgainKeepsTheDeadline() {
    run(first, "TAKEORGONE x y 1");
    run(second, "TAKE a b 1");
    fixture.tick(500);
    run(pusher, "SET x s");
    run(pusher, "DEL x");
    assertThat(sent(first)).isEqualTo("*-1");
    // The key is there when it is looked at, but a bystander's transaction took it.
    run(pusher, "MULTI");
    run(pusher, "HSET a f v");
    run(pusher, "HSET b f v");
    run(pusher, "DEL a");
    run(pusher, "EXEC");
    assertThat(sent(second)).isEqualTo("$1 b");
  }

  @Test
  void unblockFromOutside() {
    run(first, "TAKE a 0");
    run(second, "TAKE a 0");
    assertThat(run(pusher, "CLIENT LIST ID " + first.id())).contains(" flags=b ");
    assertThat(run(pusher, "CLIENT UNBLOCK " + first.id())).isEqualTo(":1");
    assertThat(sent(first)).isEqualTo("*-1");
    assertThat(run(pusher, "CLIENT UNBLOCK " + first.id())).isEqualTo(":0");
    assertThat(run(pusher, "CLIENT UNBLOCK " + second.id() + " ERROR")).isEqualTo(":1");
    assertThat(sent(second)).isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK");
  }

  @Test
  void whoLeavesIsForgotten() {
    run(first, "TAKE a 10");
    fixture.engine.close(first);
    assertThat(fixture.engine.blockedClients()).isZero();
    assertThat(fixture.engine.blocking().keyCount()).isZero();
    assertThat(run(pusher, "HSET a f v")).isEqualTo(":1");
    assertThat(run(pusher, "HGET a f")).isEqualTo("$1 v");
  }

  @Test
  void aReplicaHasNobodyWaiting() {
    run(first, "TAKE a 0");
    fixture.engine.blocking().roleChanged();
    assertThat(sent(first)).startsWith("-UNBLOCKED force unblock from blocking operation");
    assertThat(first.is(SessionFlags.CLOSE_AFTER_REPLY)).isTrue();
  }

  @Test
  void deletedByFlush() {
    run(pusher, "SET a s");
    run(first, "TAKEORGONE a 0");
    run(second, "TAKEORGONE b 0");
    run(pusher, "FLUSHALL");
    assertThat(sent(first)).isEqualTo("*-1");
    assertThat(sent(second)).isEmpty();
  }

  @Test
  void aSlotThatMovedAway() {
    fixture.close();
    fixture = EngineFixture.cluster(TAKE);
    pusher = fixture.open();
    first = fixture.open();
    second = fixture.open();
    run(first, "TAKE a 0"); // slot 15495
    run(second, "TAKE b 0"); // slot 3300
    fixture.engine.apply(new EngineEffect.AdoptView(fixture.view(ClusterView.State.OK, 0, 8000)));
    assertThat(sent(first)).isEqualTo("-MOVED 15495 127.0.0.1:7002");
    assertThat(sent(second)).isEmpty();
    fixture.engine.apply(new EngineEffect.AdoptView(fixture.view(ClusterView.State.FAIL, 0, 8000)));
    assertThat(sent(second)).isEqualTo("-CLUSTERDOWN The cluster is down");
  }
}
