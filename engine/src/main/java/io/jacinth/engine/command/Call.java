package io.jacinth.engine.command;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a command: who asked, with which words, and everything a handler may use. The
 * engine keeps one per depth of nesting and fills it anew, so handlers must not keep it.
 */
public final class Call {
  private static final Argv NO_WORDS = new Argv();

  private final Engine engine;
  private ClientSession session;
  private Argv argv = NO_WORDS;
  private final Command nothing;
  private Command command;
  private boolean obeyed;
  private boolean verbatim;
  private boolean nested;
  private int slot;
  private long redacted;
  private Argv original = NO_WORDS;

  public Call(Engine engine, ClientSession nobody, Command nothing) {
    this.engine = engine;
    this.session = nobody;
    this.nothing = nothing;
    this.command = nothing;
  }

  /** Takes a new command's place. */
  public void begin(ClientSession who, Argv words) {
    session = who;
    argv = words;
    original = words;
    command = nothing;
    obeyed = who.isPrimary();
    verbatim = true;
    nested = false;
    slot = -1;
    redacted = 0;
  }

  /** The command runs within EXEC: it must not wait. */
  public void nested() {
    nested = true;
  }

  public boolean isNested() {
    return nested;
  }

  /** Whether the session may be made to wait; if not, what is not there now counts as timed out. */
  public boolean mayBlock() {
    return !nested && !obeyed;
  }

  public Engine engine() {
    return engine;
  }

  public ClientSession session() {
    return session;
  }

  public Argv argv() {
    return argv;
  }

  public int count() {
    return argv.count();
  }

  public ReplyBuffer reply() {
    return session.reply();
  }

  public Keyspace keys() {
    return engine.keyspace();
  }

  public int db() {
    return session.db();
  }

  public Command command() {
    return command;
  }

  /** Set by the first gate; before it, the command is a row that matches nothing. */
  public void command(Command found) {
    command = found;
  }

  public CommandRow row() {
    return command.row();
  }

  public boolean is(int flag) {
    return command.row().is(flag);
  }

  /** The command comes from this node's primary (or its own data file): it is not judged. */
  public boolean isObeyed() {
    return obeyed;
  }

  /** Unix milliseconds, the same during the whole command. */
  public long wallMs() {
    return engine.turn().wallMs();
  }

  public long monoMs() {
    return engine.turn().monoMs();
  }

  /** The slot of the command's keys, -1 when it has none or the engine is not in a cluster. */
  public int slot() {
    return slot;
  }

  public void slot(int keysSlot) {
    slot = keysSlot;
    engine.keyspace().commandSlot(keysSlot);
  }

  /** The command goes on as another one, with these words: so it is run and so propagated. */
  public void rewrite(Argv words) {
    argv = words;
  }

  /** The words as they came, whatever the command went on as. */
  public Argv original() {
    return original;
  }

  /** Word {@code i} is a secret: neither MONITOR nor the slow log show it. */
  public void redact(int i) {
    redacted = Redaction.with(redacted, i);
  }

  /** The secret words, for {@link Redaction#has}. */
  public long redacted() {
    return redacted;
  }

  // ---- propagation

  /**
   * The command writes its own effects into {@link #effects}; its words are not propagated. Asked
   * for even if there will be no effect.
   */
  public Propagation effects() {
    verbatim = false;
    return engine.propagation();
  }

  /** Whether the words themselves go into the stream when something changed. */
  public boolean isVerbatim() {
    return verbatim;
  }

  // ---- replies that many commands need

  public Outcome ok() {
    reply().ok();
    return Outcome.DONE;
  }

  public Outcome integer(long value) {
    reply().integer(value);
    return Outcome.DONE;
  }

  public Outcome nothing() {
    reply().nullValue();
    return Outcome.DONE;
  }

  /** An error; {@code text} starts with its code. */
  public Outcome error(String text) {
    reply().error(text);
    return Outcome.DONE;
  }

  public Outcome syntaxError() {
    return error("ERR syntax error");
  }

  public Outcome wrongType() {
    return error("WRONGTYPE Operation against a key holding the wrong kind of value");
  }

  public Outcome notAnInteger() {
    return error("ERR value is not an integer or out of range");
  }

  /**
   * Word {@code i} as a number of 32 bits; null after an error reply.
   *
   * @param refusal the text of the error, or empty for the usual ones
   */
  public @Nullable Integer intWord(int i, String refusal) {
    long value = argv.readLong(i) ? argv.longValue() : 0;
    if (argv.readLong(i) && value == (int) value) {
      return (int) value;
    }
    if (!refusal.isEmpty()) {
      error(refusal);
    } else if (argv.readLong(i)) {
      error("ERR value is out of range, value must between -2147483648 and 2147483647");
    } else {
      notAnInteger();
    }
    return null;
  }

  public Outcome notAFloat() {
    return error("ERR value is not a valid float");
  }

  /** Redis's answer to an unknown or misused subcommand of a container. */
  public Outcome subcommandSyntax() {
    return error(
        "ERR unknown subcommand or wrong number of arguments for '"
            + preview(1)
            + "'. Try "
            + quoted(0).toUpperCase(java.util.Locale.ROOT)
            + " HELP.");
  }

  /** Word {@code i}, cut to the 128 bytes that error texts show. */
  public String preview(int i) {
    String word = quoted(i);
    return word.length() > 128 ? word.substring(0, 128) : word;
  }

  /** Word {@code i} as error texts quote it: up to its first zero byte. */
  public String quoted(int i) {
    String word = argv.latin1(i);
    int zero = word.indexOf('\0');
    return zero < 0 ? word : word.substring(0, zero);
  }

  /** Lines of a HELP subcommand: statuses, framed as Redis frames them. */
  public Outcome help(String... lines) {
    String name = row().name();
    int bar = name.indexOf('|');
    String container = bar < 0 ? name : name.substring(0, bar);
    reply().array(lines.length + 3L);
    reply()
        .simple(
            container.toUpperCase(java.util.Locale.ROOT)
                + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    for (String line : lines) {
      reply().simple(line);
    }
    reply().simple("HELP");
    reply().simple("    Prints this help.");
    return Outcome.DONE;
  }

  /** The session waits; whoever ends the wait writes the reply. */
  public Outcome park(ParkKind kind, long deadlineMonoMs, long number, long offset) {
    session.park(new Parked(kind, deadlineMonoMs, null, number, offset));
    return Outcome.PARKED;
  }

  /** The session waits, with its words at hand; whoever ends the wait writes the reply. */
  public Outcome parkForLater(ParkKind kind, long deadlineMonoMs, long number) {
    session.park(new Parked(kind, deadlineMonoMs, argv.retain(), number, 0));
    return Outcome.PARKED;
  }

  /** The session waits and the command is run again afterwards. */
  public Outcome parkToRedo(ParkKind kind, long deadlineMonoMs) {
    session.park(new Parked(kind, deadlineMonoMs, argv.retain(), 0, 0));
    return Outcome.PARKED;
  }
}
