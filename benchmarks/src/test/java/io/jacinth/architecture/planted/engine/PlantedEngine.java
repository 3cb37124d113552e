package io.jacinth.architecture.planted.engine;

import io.jacinth.architecture.planted.cluster.slots.PlantedSlots;
import io.jacinth.architecture.planted.cluster.view.PlantedView;
import java.lang.foreign.MemorySegment;

/** The engine may see the view, but neither slots nor foreign memory. */
public record PlantedEngine(PlantedView view, PlantedSlots slots, MemorySegment memory) {}
