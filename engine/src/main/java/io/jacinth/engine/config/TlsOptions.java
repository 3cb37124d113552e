package io.jacinth.engine.config;

import static io.jacinth.engine.config.NumberOption.integer;
import static io.jacinth.engine.config.OptionFlag.NO_EFFECT_YET;
import static io.jacinth.engine.config.OptionFlag.SENSITIVE;

import java.util.List;

/** TLS comes with an issue of its own; the names are known. */
public final class TlsOptions {
  public static final NumberOption TLS_PORT = integer("tls-port", 0, 65535, 0, NO_EFFECT_YET);
  public static final BoolOption TLS_CLUSTER = new BoolOption("tls-cluster", false, NO_EFFECT_YET);
  public static final BoolOption TLS_REPLICATION =
      new BoolOption("tls-replication", false, NO_EFFECT_YET);

  static final List<Option<?>> ROWS =
      List.of(
          TLS_PORT,
          TLS_CLUSTER,
          TLS_REPLICATION,
          ChoiceOption.oneOf("tls-auth-clients", "no yes optional", "yes", NO_EFFECT_YET),
          new BoolOption("tls-prefer-server-ciphers", false, NO_EFFECT_YET),
          new BoolOption("tls-session-caching", true, NO_EFFECT_YET),
          integer("tls-session-cache-size", 0, Integer.MAX_VALUE, 20_480, NO_EFFECT_YET),
          integer("tls-session-cache-timeout", 0, Integer.MAX_VALUE, 300, NO_EFFECT_YET),
          new TextOption("tls-cert-file", "", NO_EFFECT_YET),
          new TextOption("tls-key-file", "", NO_EFFECT_YET),
          new TextOption("tls-key-file-pass", "", SENSITIVE, NO_EFFECT_YET),
          new TextOption("tls-client-cert-file", "", NO_EFFECT_YET),
          new TextOption("tls-client-key-file", "", NO_EFFECT_YET),
          new TextOption("tls-client-key-file-pass", "", SENSITIVE, NO_EFFECT_YET),
          new TextOption("tls-dh-params-file", "", NO_EFFECT_YET),
          new TextOption("tls-ca-cert-file", "", NO_EFFECT_YET),
          new TextOption("tls-ca-cert-dir", "", NO_EFFECT_YET),
          new TextOption("tls-protocols", "", NO_EFFECT_YET),
          new TextOption("tls-ciphers", "", NO_EFFECT_YET),
          new TextOption("tls-ciphersuites", "", NO_EFFECT_YET));

  private TlsOptions() {}
}
