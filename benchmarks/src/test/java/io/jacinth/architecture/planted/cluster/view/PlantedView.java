package io.jacinth.architecture.planted.cluster.view;

/** The engine may see this. */
public record PlantedView(int slots) {}
