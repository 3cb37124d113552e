/**
 * {@code jacinth quickstart}: a whole cluster in one JVM from one command, with the directories and
 * files a reader of a tutorial would have made by hand.
 */
@NullMarked
package io.jacinth.server.quickstart;

import org.jspecify.annotations.NullMarked;
