package dev.hikae.config.load;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 15m}, {@code 4h}, {@code 1d}, {@code 1h30m}, or ISO 8601. */
public final class Durations {
    /** Longer ones are mistakes. */
    public static final Duration LONGEST = Duration.ofDays(36525);

    private static final Pattern SHORT = Pattern.compile(
            "(?:(?<w>\\d{1,9})w)?(?:(?<d>\\d{1,9})d)?(?:(?<h>\\d{1,9})h)?(?:(?<m>\\d{1,9})m)?(?:(?<s>\\d{1,9})s)?(?:(?<ms>\\d{1,9})ms)?");

    private Durations() {}

    /** Days are 24 hours. Empty when the text is no duration. */
    public static Optional<Duration> parse(String text) {
        var m = SHORT.matcher(text);
        if (!text.isEmpty() && m.matches()) {
            return Optional.of(Duration.ofDays(number(m.group("w")) * 7 + number(m.group("d")))
                    .plusHours(number(m.group("h")))
                    .plusMinutes(number(m.group("m")))
                    .plusSeconds(number(m.group("s")))
                    .plusMillis(number(m.group("ms"))));
        }
        try {
            return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
