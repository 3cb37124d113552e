package io.jacinth.engine.config;

/** Save when at least {@code changes} writes happened and {@code seconds} passed. */
public record SavePoint(long seconds, long changes) {}
