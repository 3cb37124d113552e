package io.jacinth.engine.config;

/** When a client that does not read its replies is closed; 0 means no such limit. */
public record BufferLimit(long hardBytes, long softBytes, long softSeconds) {
  public static final BufferLimit NONE = new BufferLimit(0, 0, 0);
}
