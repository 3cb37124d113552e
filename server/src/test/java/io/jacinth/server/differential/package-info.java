/**
 * Our server and Debian's redis-server side by side: the same random calls go to both, and replies
 * and data must be the same. What calls there are is data, one file per family;
 * docs/differential.md says how to add one.
 */
@NullMarked
package io.jacinth.server.differential;

import org.jspecify.annotations.NullMarked;
