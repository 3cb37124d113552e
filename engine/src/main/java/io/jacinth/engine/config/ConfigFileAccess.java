package io.jacinth.engine.config;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where CONFIG REWRITE reads and writes the configuration file. */
public interface ConfigFileAccess {
  /** The file as it is now, null if it is gone. */
  byte @Nullable [] read(String path) throws IOException;

  /** Replaces the file durably; the answer comes later, on the engine's loop. */
  void replace(String path, byte[] content, Consumer<@Nullable IOException> answer);
}
