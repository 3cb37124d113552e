/** What the command line and the files say, without a process. */
@NullMarked
package io.jacinth.server.start;

import org.jspecify.annotations.NullMarked;
