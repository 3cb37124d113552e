/**
 * RESP2 and RESP3, both directions, and inline commands: {@link io.jacinth.resp.RequestParser} over
 * a {@link io.jacinth.resp.QueryBuffer} gives {@link io.jacinth.resp.Argv}s, {@link
 * io.jacinth.resp.ReplyBuffer} collects replies, {@link io.jacinth.resp.RespReader} decodes them
 * again for tools and tests.
 *
 * <p>No I/O, no commands, nothing but the JDK. Everybody may call it.
 */
@NullMarked
package io.jacinth.resp;

import org.jspecify.annotations.NullMarked;
