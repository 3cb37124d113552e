package io.jacinth.node;

import io.jacinth.engine.config.ConfigFileAccess;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** CONFIG REWRITE's file, through the node's files. */
record ConfigFile(Files files, Loop loop) implements ConfigFileAccess {
  @Override
  public byte @Nullable [] read(String path) throws IOException {
    return files.read(path);
  }

  @Override
  public void replace(String path, byte[] content, Consumer<@Nullable IOException> answer) {
    files.replace(loop, path, content, answer::accept);
  }
}
