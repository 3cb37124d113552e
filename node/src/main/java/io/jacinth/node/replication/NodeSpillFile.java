package io.jacinth.node.replication;

import io.jacinth.engine.persist.SpillFile;
import io.jacinth.node.env.Files;
import java.io.IOException;

/** A spill file in the data directory. */
final class NodeSpillFile implements SpillFile {
  private final Files files;
  private final Files.FileWriter writer;
  private final String name;

  NodeSpillFile(Files files, Files.FileWriter writer, String name) {
    this.files = files;
    this.writer = writer;
    this.name = name;
  }

  @Override
  public void append(byte[] bytes, int offset, int length) {
    writer.append(bytes, offset, length);
  }

  @Override
  public long unwrittenBytes() {
    return writer.unwrittenBytes();
  }

  @Override
  public boolean read(long position, byte[] target, int offset, int length) throws IOException {
    return writer.read(position, target, offset, length);
  }

  @Override
  public void discard() {
    writer.close(null, failure -> files.delete(name));
  }
}
