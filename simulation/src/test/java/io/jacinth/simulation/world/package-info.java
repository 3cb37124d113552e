/** Tests of the virtual world itself: a simulator that lies finds nothing. */
package io.jacinth.simulation.world;
