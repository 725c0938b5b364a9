package dev.hikae.verify;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Instants to the millisecond, so that durations computed from what is shown are the durations shown. */
final class Times {
    private Times() {}

    static Instant now(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
