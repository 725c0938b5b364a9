package dev.hikae.cli.demo;

import java.time.Duration;
import java.util.Locale;

/** ISO 8601 durations for people: seconds below a minute, else the two largest units, without one that is zero. */
final class Iso {
    private Iso() {}

    static String people(String iso) {
        Duration d = Duration.parse(iso);
        if (d.compareTo(Duration.ofMinutes(1)) < 0) {
            return DemoScreen.words("time.seconds", String.format(Locale.ROOT, "%.1f", d.toMillis() / 1000.0));
        }
        if (d.compareTo(Duration.ofHours(1)) < 0) {
            return two("minutes", d.toMinutes(), "seconds", d.toSecondsPart());
        }
        return d.compareTo(Duration.ofHours(48)) < 0
                ? two("hours", d.toHours(), "minutes", d.toMinutesPart())
                : two("days", d.toDays(), "hours", d.toHoursPart());
    }

    private static String two(String large, long first, String small, long second) {
        String text = DemoScreen.words("time." + large, first);
        return second == 0 ? text : text + " " + DemoScreen.words("time." + small, second);
    }
}
