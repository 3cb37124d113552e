/** Each rule of the checks seen broken. */
package io.jacinth.simulation.check;
