package dev.hikae.cli;

import java.time.Duration;
import java.util.Locale;

/** Spans of time for people. */
final class Durations {
    private Durations() {}

    static String of(Duration d) {
        if (d.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
        }
        return String.format(Locale.ROOT, "%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart());
    }
}
