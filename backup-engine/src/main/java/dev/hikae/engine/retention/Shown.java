package dev.hikae.engine.retention;

import java.time.Duration;

/** Durations as configuration writes them. */
final class Shown {
    private Shown() {}

    /** {@code 30d}, {@code 1d12h}, {@code 90s}. */
    static String duration(Duration d) {
        String shown = part(d.toDays(), "d")
                + part(d.toHoursPart(), "h")
                + part(d.toMinutesPart(), "m")
                + part(d.toSecondsPart(), "s")
                + part(d.toMillisPart(), "ms");
        return shown.isEmpty() ? "0s" : shown;
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }
}
