package io.jacinth.architecture.planted.server;

import io.jacinth.architecture.planted.simulation.PlantedSimulation;

/** The server may not see the simulation. */
public record PlantedServer(PlantedSimulation simulation) {}
