package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;

/** Hears what reading costs and what it had to pass over. Called from any thread. */
public interface ReadObserver {
    ReadObserver NONE = new ReadObserver() {
        @Override
        public void read(RegionName region, long bytes) {}

        @Override
        public void passedOver(RegionName region, String object, HikaeException why) {}
    };

    /** Bytes came from a region. */
    void read(RegionName region, long bytes);

    /** An object was missing or damaged in a region, and another is tried. */
    void passedOver(RegionName region, String object, HikaeException why);
}
