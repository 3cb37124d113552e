package io.jacinth.cluster.state;

import io.jacinth.cluster.view.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * What the last image on stable storage says about this node; headers are built from it alone.
 *
 * @param configEpoch of this node, or of its primary
 * @param slots of this node, or of its primary
 * @param roleFlags MASTER or SLAVE
 */
public record DurableFacts(
    String id,
    long currentEpoch,
    long lastVoteEpoch,
    long configEpoch,
    SlotSet slots,
    @Nullable String primaryId,
    int roleFlags) {}
