package io.jacinth.architecture.planted.cluster.slots;

import io.jacinth.architecture.planted.engine.PlantedEngine;

/** The engine may not see this, nor this the engine. */
public record PlantedSlots(PlantedEngine engine) {}
