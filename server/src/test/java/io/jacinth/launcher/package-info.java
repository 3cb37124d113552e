/**
 * Tests of the shell launcher at the root of the repository. They run it as a user would and know
 * nothing of the server's classes.
 */
@NullMarked
package io.jacinth.launcher;

import org.jspecify.annotations.NullMarked;
