package io.jacinth.engine.config;

/** {@code client-output-buffer-limit} of the three client classes. */
public record BufferLimits(BufferLimit normal, BufferLimit replica, BufferLimit pubsub) {}
