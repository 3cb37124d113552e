/**
 * The training run behind the start-up cache: the launcher runs it once after a build and lets the
 * JVM write down what a server loads and links.
 *
 * <p>It is a client and a caller of {@code Main} and may use nothing else of Jacinth. Nobody calls
 * it but the launcher.
 */
@NullMarked
package io.jacinth.server.rehearsal;

import org.jspecify.annotations.NullMarked;
