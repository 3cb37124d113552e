/**
 * The wire form of the Redis cluster bus: values for packets and the codec for them.
 *
 * <p>Nothing here knows what a packet means for the cluster, keeps a clock or decides anything but
 * whether bytes are well formed. Called by the topic packages (values) and by the bus driver
 * (codec). Facts about layout are Redis 7.2's; see {@link io.jacinth.cluster.bus.BusLayout}.
 */
@NullMarked
package io.jacinth.cluster.bus;

import org.jspecify.annotations.NullMarked;
