package io.jacinth.architecture.planted.node;

import io.jacinth.architecture.planted.server.PlantedServer;

/** The node may not see the server. */
public record PlantedNode(PlantedServer server) {}
