package dev.hikae.cli.demo;

import java.time.Duration;
import java.util.Locale;

/** ISO 8601 durations for people. */
final class Iso {
    private Iso() {}

    static String seconds(String iso) {
        Duration d = Duration.parse(iso);
        return d.compareTo(Duration.ofMinutes(10)) >= 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d h", d.toHours(), d.toMinutesPart(), d.toSecondsPart())
                : String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
    }
}
