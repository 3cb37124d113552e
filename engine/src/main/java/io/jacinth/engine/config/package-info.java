/**
 * The configuration of one node: one row per option in the {@code *Options} classes, its values in
 * {@link io.jacinth.engine.config.Config}, the text of redis.conf in {@link
 * io.jacinth.engine.config.ConfigLoader} and {@link io.jacinth.engine.config.ConfigRewrite}.
 *
 * <p>Pure: no files are opened here, the loader asks for their contents. Values are byte strings,
 * one char per byte, so that a password survives unchanged whatever its encoding. Called on the
 * engine loop, and once at start by module {@code server}.
 */
@NullMarked
package io.jacinth.engine.config;

import org.jspecify.annotations.NullMarked;
