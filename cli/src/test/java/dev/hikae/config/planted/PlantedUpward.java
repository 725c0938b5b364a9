package dev.hikae.config.planted;

import dev.hikae.config.planted2.PlantedBack;
import dev.hikae.server.HikaeServer;

/** Breaks two rules on purpose: depends upward, and with its neighbour in a circle. */
public final class PlantedUpward {
    public Class<?> upward() {
        return HikaeServer.class;
    }

    public Class<?> neighbour() {
        return PlantedBack.class;
    }
}
