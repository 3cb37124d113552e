/** What the clients' memory notices and what it excuses. */
package io.jacinth.simulation.workload;
