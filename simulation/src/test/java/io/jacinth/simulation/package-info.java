/** Runs of whole clusters, and of a toy that shows what a run notices. */
package io.jacinth.simulation;
