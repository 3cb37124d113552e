package io.jacinth.architecture.planted.store;

import io.jacinth.architecture.planted.engine.PlantedEngine;
import java.lang.foreign.MemorySegment;

/** The store may see foreign memory, but not the engine. */
public record PlantedStore(MemorySegment memory, PlantedEngine engine) {}
