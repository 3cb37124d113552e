package io.jacinth.engine.config;

import static io.jacinth.engine.config.NumberOption.integer;
import static io.jacinth.engine.config.NumberOption.memory;
import static io.jacinth.engine.config.OptionFlag.DEFAULT_GOES;
import static io.jacinth.engine.config.OptionFlag.IMMUTABLE;
import static io.jacinth.engine.config.OptionFlag.NO_EFFECT_YET;
import static io.jacinth.engine.config.OptionFlag.SENSITIVE;

import io.jacinth.engine.config.NumberOption.Form;
import java.util.List;

/** Where clients come in, and what they may use. */
public final class NetworkOptions {
  public static final NumberOption PORT = integer("port", 0, 65535, 6379);
  public static final WordsOption BIND =
      new WordsOption("bind", List.of("*", "-::*"), Checks::atMost16, DEFAULT_GOES);
  public static final TextOption BIND_SOURCE_ADDR = new TextOption("bind-source-addr", "");
  public static final TextOption UNIXSOCKET = new TextOption("unixsocket", "", IMMUTABLE);
  public static final NumberOption UNIXSOCKETPERM =
      new NumberOption("unixsocketperm", Form.OCTAL, 0, 0777, Long.MAX_VALUE, 0, IMMUTABLE);
  public static final BoolOption PROTECTED_MODE = new BoolOption("protected-mode", true);
  public static final NumberOption TCP_BACKLOG =
      integer("tcp-backlog", 0, Integer.MAX_VALUE, 511, IMMUTABLE);
  public static final NumberOption TCP_KEEPALIVE =
      integer("tcp-keepalive", 0, Integer.MAX_VALUE, 300);

  /** Seconds after which an idle client is closed; 0 never. */
  public static final NumberOption TIMEOUT = integer("timeout", 0, Integer.MAX_VALUE, 0);

  public static final NumberOption MAXCLIENTS = integer("maxclients", 1, 4_294_967_295L, 10_000);
  public static final NumberOption SOCKET_MARK_ID =
      integer("socket-mark-id", 0, 4_294_967_295L, 0, IMMUTABLE, NO_EFFECT_YET);
  public static final NumberOption PROTO_MAX_BULK_LEN =
      memory("proto-max-bulk-len", 1024 * 1024, Long.MAX_VALUE, 512 * 1024 * 1024);
  public static final NumberOption CLIENT_QUERY_BUFFER_LIMIT =
      memory("client-query-buffer-limit", 1024 * 1024, Long.MAX_VALUE, 1024L * 1024 * 1024);
  public static final BufferLimitsOption CLIENT_OUTPUT_BUFFER_LIMIT =
      new BufferLimitsOption(
          "client-output-buffer-limit",
          new BufferLimits(
              BufferLimit.NONE,
              new BufferLimit(256L << 20, 64L << 20, 60),
              new BufferLimit(32L << 20, 8L << 20, 60)));
  public static final NumberOption MAXMEMORY_CLIENTS =
      new NumberOption(
          "maxmemory-clients", Form.MEMORY_OR_PERCENT, -100, Long.MAX_VALUE, Long.MAX_VALUE, 0);
  public static final TextOption REQUIREPASS = new TextOption("requirepass", "", SENSITIVE);

  /** epoll, io_uring or nio; auto is epoll where it can be had. Not an option of Redis. */
  public static final ChoiceOption IO_TRANSPORT =
      ChoiceOption.oneOf("io-transport", "auto epoll io_uring nio", "auto", IMMUTABLE);

  public static final NumberOption IO_THREADS =
      integer("io-threads", 1, 128, 1, IMMUTABLE, NO_EFFECT_YET);
  public static final BoolOption IO_THREADS_DO_READS =
      new BoolOption("io-threads-do-reads", false, IMMUTABLE, NO_EFFECT_YET);

  static final List<Option<?>> ROWS =
      List.of(
          PORT,
          BIND,
          BIND_SOURCE_ADDR,
          UNIXSOCKET,
          UNIXSOCKETPERM,
          PROTECTED_MODE,
          TCP_BACKLOG,
          TCP_KEEPALIVE,
          TIMEOUT,
          MAXCLIENTS,
          SOCKET_MARK_ID,
          PROTO_MAX_BULK_LEN,
          CLIENT_QUERY_BUFFER_LIMIT,
          CLIENT_OUTPUT_BUFFER_LIMIT,
          MAXMEMORY_CLIENTS,
          REQUIREPASS,
          IO_TRANSPORT,
          IO_THREADS,
          IO_THREADS_DO_READS);

  private NetworkOptions() {}
}
