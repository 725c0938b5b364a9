package dev.hikae.config.planted2;

import dev.hikae.config.planted.PlantedUpward;

/** The other half of a circle. */
public final class PlantedBack {
    public Class<?> back() {
        return PlantedUpward.class;
    }
}
