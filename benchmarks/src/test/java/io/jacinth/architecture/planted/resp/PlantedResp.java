package io.jacinth.architecture.planted.resp;

import io.jacinth.architecture.planted.store.PlantedStore;

/** The protocol may not see the store. */
public record PlantedResp(PlantedStore store) {}
