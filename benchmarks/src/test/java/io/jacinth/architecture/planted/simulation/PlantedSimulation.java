package io.jacinth.architecture.planted.simulation;

import io.jacinth.architecture.planted.server.PlantedServer;

/** The simulation may not see the server. */
public record PlantedSimulation(PlantedServer server) {}
