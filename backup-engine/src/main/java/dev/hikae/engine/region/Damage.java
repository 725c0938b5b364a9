package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;

/** Names the object and the region where a format was broken. */
final class Damage {
    private Damage() {}

    static HikaeException of(FormatException e, String object, Object region) {
        return new HikaeException(e, EngineError.DAMAGED, object, region, String.valueOf(e.getMessage()));
    }
}
